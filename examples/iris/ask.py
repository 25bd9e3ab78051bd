#!/usr/bin/env python3
"""Sends requests/ to a running model server and compares its answers with expected/.

    python3 ask.py http://localhost:8080
"""
import json
import sys
import urllib.error
import urllib.request

import answers


def ask(base, name):
    """What is wrong with the server's answer to one request, or None."""
    body = json.dumps(answers.request(name)).encode()
    url = base.rstrip("/") + answers.URLS[name]
    call = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(call, timeout=10) as response:
            return answers.difference(answers.expected(name), json.load(response))
    except urllib.error.HTTPError as error:
        return f"POST {url} answered {error.code}: {error.read(500).decode(errors='replace')}"
    except (OSError, ValueError) as error:
        return f"POST {url}: {error}"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: ask.py URL, for instance http://localhost:8080")
    wrong = {name: ask(sys.argv[1], name) for name in answers.URLS}
    for name, problem in wrong.items():
        print(f"{name}: {problem or 'the expected answer'}")
    failed = sum(1 for problem in wrong.values() if problem)
    print(f"{len(wrong) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
