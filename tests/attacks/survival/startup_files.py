"""Drops files where cron, the login shell and the desktop look for things to start."""

import os

home = os.path.expanduser("~")
COMMENT = "# left-behind\n"
for path in (
    "/etc/cron.d/left-behind",
    "/etc/profile.d/left-behind.sh",
    "/etc/left-behind.conf",
    "/var/spool/cron/crontabs/left-behind",
    f"{home}/.config/autostart/left-behind.desktop",
    f"{home}/.config/systemd/user/left-behind.service",
    f"{home}/.ipython/profile_default/startup/left-behind.py",
    f"{home}/.jupyter/left-behind.py",
):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(COMMENT)
    except OSError:
        pass
