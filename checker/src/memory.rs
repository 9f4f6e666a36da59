//! How much memory there is and how much is held, as far as the operating system says.

use std::fs;
use std::path::{Path, PathBuf};

/// Nine tenths of what the control group or the machine has; `None` where that cannot be found out.
pub(crate) fn default_limit() -> Option<u64> {
    [group_limit(), machine_memory()].into_iter().flatten().min().map(|bytes| bytes / 10 * 9)
}

/// Bytes resident in memory, on Linux.
pub(crate) fn resident() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    kilobytes(&text, "VmRSS:")
}

fn machine_memory() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:")
}

fn kilobytes(text: &str, label: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(label))?;
    rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The least limit on the way from this process's control group up to the root, in either version of the interface.
fn group_limit() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    groups.lines().filter_map(group_of_line).flat_map(|(root, group, file)| limits_above(&root, &group, file)).min()
}

/// `0::/a/b` (version 2) or `4:memory:/a/b` (version 1).
fn group_of_line(line: &str) -> Option<(PathBuf, String, &'static str)> {
    let mut parts = line.splitn(3, ':');
    let (number, controllers, group) = (parts.next()?, parts.next()?, parts.next()?);
    if number == "0" && controllers.is_empty() {
        return Some((PathBuf::from("/sys/fs/cgroup"), group.to_owned(), "memory.max"));
    }
    controllers
        .split(',')
        .any(|controller| controller == "memory")
        .then(|| (PathBuf::from("/sys/fs/cgroup/memory"), group.to_owned(), "memory.limit_in_bytes"))
}

fn limits_above(root: &Path, group: &str, file: &str) -> Vec<u64> {
    let inside = Path::new(group.trim_start_matches('/'));
    inside
        .ancestors()
        .filter_map(|part| fs::read_to_string(root.join(part).join(file)).ok())
        .filter_map(|text| text.trim().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_of_control_groups_are_understood() {
        let second = group_of_line("0::/user/one").unwrap();
        assert_eq!((second.1.as_str(), second.2), ("/user/one", "memory.max"));
        let first = group_of_line("7:cpu,memory:/box").unwrap();
        assert_eq!((first.1.as_str(), first.2), ("/box", "memory.limit_in_bytes"));
        assert!(group_of_line("3:cpu:/box").is_none());
    }

    #[test]
    fn a_line_in_kilobytes_is_read() {
        assert_eq!(kilobytes("VmPeak:  9 kB\nVmRSS:\t    12 kB\n", "VmRSS:"), Some(12 * 1024));
        assert_eq!(kilobytes("VmPeak: 9 kB", "VmRSS:"), None);
    }
}
