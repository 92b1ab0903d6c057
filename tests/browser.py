"""Finds the browser that the page's tests drive; run as a program (make browser) it installs one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)


def installed() -> str | None:
    """The path of an installed Chromium or Chrome: the system's, or the one Playwright keeps."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((p for p in PLACES if Path(p).exists()), None) or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        path = browsers.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> int:
    """Tries the system's package manager, then Playwright's own download."""
    if shutil.which("apt-get"):
        become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if subprocess.run([*become_root, "apt-get", "update", "-qq"], check=False).returncode == 0:
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
            subprocess.run([*become_root, *install], check=False, stdout=subprocess.DEVNULL)
    if not installed():
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=False)
    return 0 if installed() else 1


if __name__ == "__main__":
    path = installed()
    status = 0 if path else _install()
    path = path or installed()
    print(
        f"The page's tests will drive {path}." if path else "No browser could be installed: the page's tests will skip."
    )
    # A machine without a browser still tests everything else.
    sys.exit(0 if os.environ.get("CI") is None else status)
