# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A private apt: finds and downloads Debian packages of any suite, without root
# and without changing the machine's own package lists. It uses the mirrors of the
# machine's apt sources.

# Architecture of the packages; scripts set another one temporarily
APT_ARCH=amd64
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# host_codename: print the codename of this machine's Debian release
host_codename()
{
	# shellcheck disable=SC1091 # a file of the machine
	(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
}

# mirror_of SUITE: print the URI of a suite in the machine's sources
mirror_of()
{
	# --no-release-info: works before the first apt-get update, too
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE)' |
		awk -v suite="$1" '$2 == suite { print $1; exit }'
}

# source_line SUITE: print the line of the private sources.list for the suite
source_line()
{
	local suite=$1 uri var=NVI_MIRROR like

	like=$(host_codename)
	if [[ $suite == *-security ]]; then
		like+=-security
		var=NVI_SECURITY_MIRROR
	fi
	uri=${!var:-$(mirror_of "$like")}
	[[ $uri ]] || die "apt has no source for $like here; set $var to the URI of a Debian mirror"
	echo "deb [arch=$APT_ARCH signed-by=$KEYRING] $uri $suite main"
}

# apt_setup NAME SUITE...: set up a private apt with these suites and fetch its lists.
# Sets APT_CONF, which private_apt uses.
apt_setup()
{
	local dir=$CACHE/apt/$1 suite
	shift

	[[ -r $KEYRING ]] || die "$KEYRING is missing: apt install debian-archive-keyring"
	mkdir -p "$dir"/{lists,archives}/partial "$dir/etc"
	: >"$dir/status"
	for suite; do
		source_line "$suite"
	done >"$dir/sources.list"
	APT_CONF=$dir/apt.conf
	cat >"$APT_CONF" <<-EOF
		Dir::State "$dir";
		Dir::State::lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir";
		Dir::Cache::archives "$dir/archives";
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		APT::Architecture "$APT_ARCH";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Check-Valid-Until "false";
		Acquire::Languages "none";
		#clear APT::Default-Release;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear DPkg::Post-Invoke;
		Debug::NoLocking "true";
	EOF
	quietly private_apt get update || die "apt could not fetch the package lists of $*"
}

# private_apt get|cache ARG...: run apt-get or apt-cache with the private configuration
private_apt()
{
	local tool=apt-$1
	shift
	"$tool" -qq -c "$APT_CONF" "$@" </dev/null
}

# newest_package REGEX: print name and version of the matching package with the
# highest version
newest_package()
{
	local name

	private_apt cache pkgnames | grep -E -- "$1" | while read -r name; do
		private_apt cache show --no-all-versions "$name" |
			awk '$1 == "Version:" { v = $2 } END { if (v) print v, n }' n="$name"
	done | sort -V | tail -n 1 | awk '{ print $2, $1 }'
}
