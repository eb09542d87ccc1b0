# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Complaints in a kernel log.

# Complaints at the start of a message, after the time stamp
KLOG_START='(BUG: |BUG |WARNING: |INFO: possible |INFO: suspicious |INFO: task .* blocked|'
KLOG_START+='INFO: trying to register non-static key|rcu: INFO: .*stall|watchdog: BUG|'
KLOG_START+='Kernel panic|Oops|Internal error|general protection|kernel BUG at|'
KLOG_START+='unregister_netdevice: waiting for|refcount_t: |UBSAN: |KASAN: |KFENCE: |'
KLOG_START+='Unable to handle|unable to handle|stack segment|double fault|'
KLOG_START+='kmemleak: [0-9]+ new suspected|ref_tracker: .*(leaked|has [0-9])|'
KLOG_START+='Call Trace|------------\[ cut here)'
# Complaints anywhere in a message
KLOG_ANY='suspicious RCU usage|possible (circular|recursive) locking|scheduling while atomic|'
KLOG_ANY+='sleeping function called|bad unlock balance|Objects remaining in|leaked (reference|[0-9]+)'

# klog_complaint LOG: print the number of the first line that is a complaint, if any
klog_complaint()
{
	grep -anE -m 1 "^(\[[^]]*\] )*$KLOG_START|$KLOG_ANY" "$1" | cut -d: -f1 || true
}

# klog_show LOG [LINE]: print the last 100 lines to stderr, or the 100 lines around LINE
klog_show()
{
	local log=$1 line=${2-} from

	{
		echo "------ kernel log ------"
		if [[ $line ]]; then
			from=$((line > 20 ? line - 20 : 1))
			sed -n "$from,$((from + 99))p" "$log"
		else
			tail -n 100 "$log"
		fi
		echo "------------------------"
	} | tr -d '\r' >&2
}
