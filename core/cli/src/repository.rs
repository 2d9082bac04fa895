//! What the files of git say of the repository: its name on GitHub and its default branch. Git itself is not run.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::CONFIG_FILE;

/// What is known of a repository.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Repository {
    /// `owner/name`.
    pub(crate) name: Option<String>,
    pub(crate) default_branch: Option<String>,
}

/// The nearest folder around `path` that has a `.git`, or settings.
pub(crate) fn root(path: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join(".git").exists() || folder.join(CONFIG_FILE).exists();
    path.ancestors().find(is_root).map(Path::to_owned)
}

/// What the files in `.git` of this folder say.
pub(crate) fn read(root: &Path) -> Repository {
    let Some(git) = common_folder(&root.join(".git")) else { return Repository::default() };
    let url = fs::read_to_string(git.join("config")).ok().and_then(|text| origin(&text));
    let head = fs::read_to_string(git.join("refs/remotes/origin/HEAD")).ok();
    let branch =
        head.and_then(|text| Some(text.trim().strip_prefix("ref: refs/remotes/origin/")?.to_owned()));
    Repository { name: url.as_deref().and_then(name_of), default_branch: branch }
}

/// The folder that has the configuration: `.git` itself, or what the file `.git` of a worktree leads to.
fn common_folder(git: &Path) -> Option<PathBuf> {
    if git.is_dir() {
        return Some(git.to_owned());
    }
    let text = fs::read_to_string(git).ok()?;
    let own = git.parent()?.join(text.trim().strip_prefix("gitdir: ")?);
    match fs::read_to_string(own.join("commondir")) {
        Ok(common) => Some(own.join(common.trim())),
        Err(_) => Some(own),
    }
}

/// The address of the remote `origin`.
fn origin(config: &str) -> Option<String> {
    let mut within = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            within = line == "[remote \"origin\"]";
        } else if within
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            return Some(value.trim().to_owned());
        }
    }
    None
}

/// `owner/name` of an address, in each of the forms that git takes.
fn name_of(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        // `git@github.com:owner/name`, and not a path.
        None => url.split_once(':').filter(|(host, _)| !host.contains('/'))?.1,
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, name) = path.split_once('/')?;
    (!owner.is_empty() && !name.is_empty() && !name.contains('/')).then(|| format!("{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_the_repository() {
        for url in [
            "git@github.com:octo-org/app.git",
            "https://github.com/octo-org/app",
            "https://user:token@github.com/octo-org/app.git",
            "ssh://git@github.com:22/octo-org/app.git/",
        ] {
            assert_eq!(name_of(url).as_deref(), Some("octo-org/app"), "{url}");
        }
        for url in ["/srv/git/app.git", "../app", "file:///srv/git/a/b/app.git", "https://github.com/app"] {
            assert_eq!(name_of(url), None, "{url}");
        }
    }

    #[test]
    fn only_the_remote_origin_counts() {
        let config =
            "[core]\n\turl = a\n[remote \"fork\"]\n\turl = b\n[remote \"origin\"]\n\tfetch = x\n\turl = c\n";
        assert_eq!(origin(config).as_deref(), Some("c"));
        assert_eq!(origin("[remote \"fork\"]\nurl = b\n"), None);
    }
}
