//! Typed captures: what a part of a branch or tag name is.

/// What a capture holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CaptureKind {
    /// A semantic version: `1.2.3`, `1.2.3-rc.1`, `1.2.3+build`. Source: semver.org 2.0.0.
    Semver,
    /// A Python version: `1.2`, `1.2rc1`, `1!2.0.post1`. Source: PEP 440, normalised form.
    Pep440,
    /// A calendar version: year, month, and more numbers: `2026.04`, `26.4.1`. Source: calver.org.
    Calver,
    /// A decimal number without leading zeros.
    Number,
    /// Lower-case letters and digits, with single `-` between.
    Slug,
}

impl CaptureKind {
    pub(super) const ALL: [CaptureKind; 5] = [
        CaptureKind::Semver,
        CaptureKind::Pep440,
        CaptureKind::Calver,
        CaptureKind::Number,
        CaptureKind::Slug,
    ];

    /// The word in patterns.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CaptureKind::Semver => "semver",
            CaptureKind::Pep440 => "pep440",
            CaptureKind::Calver => "calver",
            CaptureKind::Number => "number",
            CaptureKind::Slug => "slug",
        }
    }

    /// What it looks like, without the ends of the text; [`Capture::parse`] then reads it.
    pub(super) const fn regex(self) -> &'static str {
        match self {
            CaptureKind::Semver => {
                r"(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
            }
            CaptureKind::Pep440 => {
                r"(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
            }
            CaptureKind::Calver => r"(?:[0-9]{2})?[0-9]{2}\.(?:0?[1-9]|1[0-2])(?:\.[0-9]+)*",
            CaptureKind::Number => r"(?:0|[1-9][0-9]{0,18})",
            CaptureKind::Slug => r"[a-z0-9]+(?:-[a-z0-9]+)*",
        }
    }

    /// The parts that a placeholder may name, as in `{v.major}`.
    pub(super) const fn parts(self) -> &'static [&'static str] {
        match self {
            CaptureKind::Semver => &["major", "minor", "patch", "core", "prerelease"],
            CaptureKind::Pep440 => &["major", "minor", "release"],
            CaptureKind::Calver => &["year", "month"],
            CaptureKind::Number | CaptureKind::Slug => &[],
        }
    }

    /// Whether a version of this kind can be a pre-release.
    pub(super) const fn has_prerelease(self) -> bool {
        matches!(self, CaptureKind::Semver | CaptureKind::Pep440)
    }

    pub(super) const fn example(self, prerelease: bool) -> &'static str {
        match self {
            CaptureKind::Semver if prerelease => "1.2.3-rc.1",
            CaptureKind::Semver => "1.2.3",
            CaptureKind::Pep440 if prerelease => "1.2.3rc1",
            CaptureKind::Pep440 => "1.2.3",
            CaptureKind::Calver => "2026.4",
            CaptureKind::Number => "7",
            CaptureKind::Slug => "api",
        }
    }
}

/// A captured text, read as its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capture {
    pub(super) text: String,
    parts: Vec<(&'static str, String)>,
    pub(super) prerelease: bool,
}

impl Capture {
    pub(super) fn parse(kind: CaptureKind, text: &str) -> Option<Capture> {
        let mut parts = Vec::new();
        let mut prerelease = false;
        match kind {
            CaptureKind::Semver => {
                let version = semver::Version::parse(text).ok()?;
                let (major, minor, patch) = (version.major, version.minor, version.patch);
                parts.push(("core", format!("{major}.{minor}.{patch}")));
                parts.push(("major", major.to_string()));
                parts.push(("minor", minor.to_string()));
                parts.push(("patch", patch.to_string()));
                parts.push(("prerelease", version.pre.as_str().to_owned()));
                prerelease = !version.pre.is_empty();
            }
            CaptureKind::Pep440 => {
                let public = text.split('+').next().unwrap_or(text);
                let version = public.split_once('!').map_or(public, |(_, version)| version);
                let release_end =
                    version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
                let release = version.get(..release_end)?.trim_end_matches('.');
                let mut numbers = release.split('.');
                parts.push(("major", numbers.next()?.to_owned()));
                parts.push(("minor", numbers.next().unwrap_or("0").to_owned()));
                parts.push(("release", release.to_owned()));
                let rest = version.get(release.len()..)?;
                prerelease = ["a", "b", "rc", ".dev"].iter().any(|mark| rest.contains(mark));
            }
            CaptureKind::Calver => {
                let mut numbers = text.split('.');
                parts.push(("year", numbers.next()?.to_owned()));
                parts.push(("month", numbers.next()?.to_owned()));
            }
            CaptureKind::Number | CaptureKind::Slug => {}
        }
        Some(Capture { text: text.to_owned(), parts, prerelease })
    }

    /// The whole, or the part of this name.
    pub(super) fn part(&self, name: Option<&str>) -> Option<&str> {
        match name {
            None => Some(&self.text),
            Some(name) => self.parts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str()),
        }
    }
}
