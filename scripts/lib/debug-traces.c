// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the end of the debug kernel's arch/um/kernel/stacktrace.c (lib/debugkernel.sh).
 * KASAN, kmemleak and lockdep trace the stack at each allocation. The original checks for
 * each word on the stack whether it is an address in the kernel or a module, and keeps those
 * that belong to the chain of frames. This one only follows the chain, and finds the same
 * addresses.
 */
static bool is_frame(unsigned long bp, unsigned long stack)
{
	return !(bp & (sizeof(long) - 1)) && bp >= stack &&
	       bp <= (stack | (THREAD_SIZE - 1)) + 1 - sizeof(struct stack_frame);
}

static bool is_text(unsigned long addr)
{
	return core_kernel_text(addr) ||
	       (addr >= VMALLOC_START && addr < VMALLOC_END);
}

static noinline void follow_frames(struct task_struct *tsk,
				   struct stack_trace *trace)
{
	struct pt_regs *segv_regs = tsk->thread.segv_regs;
	unsigned long bp = get_frame_pointer(tsk, segv_regs);
	unsigned long stack, addr, next;

	stack = (unsigned long)get_stack_pointer(tsk, segv_regs);
	while (trace->nr_entries < trace->max_entries && is_frame(bp, stack)) {
		addr = READ_ONCE_NOCHECK(((struct stack_frame *)bp)->return_address);
		next = (unsigned long)READ_ONCE_NOCHECK(((struct stack_frame *)bp)->next_frame);
		if (!is_text(addr))
			break;
		if (trace->skip)
			trace->skip--;
		else
			trace->entries[trace->nr_entries++] = addr;
		if (next <= bp)
			break;
		bp = next;
	}
}

void save_stack_trace(struct stack_trace *trace)
{
	trace->skip++;	/* skip this function */
	follow_frames(current, trace);
}
EXPORT_SYMBOL_GPL(save_stack_trace);

void save_stack_trace_tsk(struct task_struct *tsk, struct stack_trace *trace)
{
	follow_frames(tsk, trace);
}
EXPORT_SYMBOL_GPL(save_stack_trace_tsk);
