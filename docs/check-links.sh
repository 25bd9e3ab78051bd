#!/usr/bin/env bash
# Checks that every relative link of every Markdown page leads to a file of this repository, and every anchor to a heading.
# usage: check-links.sh      prints "N passed, N failed"
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
find . -name '*.md' -not -path '*/target/*' -not -path '*/.venv/*' -not -path '*/node_modules/*' -not -path '*/.git/*' | sort \
  | python3 -c '
import os, re, sys
from urllib.parse import unquote

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")

def prose(path):
    """The page without fenced and inline code."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^```.*?^```", "", file.read(), flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", lambda code: code.group() if "](" not in code.group() else "", text)

def anchors(path):
    """Anchors as GitHub makes them."""
    found, seen = set(), {}
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", prose(path), flags=re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", prose(path)))

def problem(page, link):
    target, _, anchor = unquote(link).partition("#")
    path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
    if path.startswith(".."):
        return "leads out of the repository"
    if not os.path.exists(path):
        return f"{path} does not exist"
    if anchor and path.endswith(".md") and anchor not in anchors(path):
        return f"{path} has no heading #{anchor}"
    return None

checked = failed = 0
for page in sys.stdin.read().split():
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        checked += 1
        wrong = problem(page, link)
        if wrong:
            failed += 1
            print(f"{page}: ({link}) {wrong}")
print(f"{checked - failed} passed, {failed} failed")
sys.exit(1 if failed or not checked else 0)
'
