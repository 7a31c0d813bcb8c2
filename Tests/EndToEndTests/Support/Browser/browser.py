#!/usr/bin/python3
"""A person at a browser: Debian's Chromium, driven over WebDriver.

usage: browser.py [--press NAME]... [--reload] [--scripts] [--screenshots DIRECTORY] [--map HOST:PORT=HOST:PORT] REPORT URL

Opens URL, then presses the button or follows the link of each NAME, one a page, and with --reload loads the last page again. Writes one line of JSON to REPORT,
which may be a named pipe:

    {"visited": [{"url", "status"}], "pages": [{"url", "title", "text"}], "error": null}

`visited` has every request for a page, redirects too; `pages` what the person saw, the last one last. Scripts are
switched off unless asked for. What is asked of the first HOST:PORT of --map goes to the second. Ends with status 1, and the reason in `error`, where a NAME is not on its page.
"""

import argparse
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

# For pages that wait for the server, on a busy machine.
TIMEOUT_MS = 60_000
# The names that WebDriver gives to elements in its JSON.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# Proxies of the environment are not for the driver on loopback.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failure(Exception):
    pass


class Driver:
    """chromedriver, at a port that the kernel chose, and one session in it."""

    def __init__(self, directory, options):
        self.base = f"http://127.0.0.1:{self.start(directory)}"
        # Chromium's own sandbox needs namespaces that containers often forbid; these pages are the tests' own.
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={directory}/profile",
                     "--window-size=1000,900"]
        if options.map:
            arguments.append("--host-resolver-rules=MAP " + options.map.replace("=", " "))
        chromium = {"binary": "/usr/bin/chromium", "args": arguments}
        if not options.scripts:
            chromium["prefs"] = {"profile.default_content_setting_values.javascript": 2}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": chromium,
            "goog:loggingPrefs": {"performance": "ALL"},
            # Between two pages there is a moment without any element.
            "timeouts": {"pageLoad": TIMEOUT_MS, "implicit": TIMEOUT_MS},
        }}})
        self.base += f"/session/{session['sessionId']}"

    def start(self, directory):
        """Its port: one that the kernel chose for ::1, and that chromedriver then takes on 127.0.0.1 as well, unless
        somebody else has it there. Then it ends, and another one is asked for."""
        said = "port not available"
        while "port not available" in said:
            said = ""
            self.process = subprocess.Popen(
                ["/usr/bin/chromedriver", "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, start_new_session=True, env=os.environ | {"TMPDIR": directory})
            for line in self.process.stdout:
                if started := re.search(r"started successfully on port (\d+)", line):
                    return started[1]
                said += line
            self.process.wait()
        raise Failure(f"chromedriver did not start: {said}")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with direct.open(request, timeout=2 * TIMEOUT_MS / 1000) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise Failure(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def find(self, xpath):
        return self.call("POST", "/element", {"using": "xpath", "value": xpath})[ELEMENT]

    def end(self):
        try:
            self.call("DELETE", "")
        finally:
            # Itself, and a browser that it left behind: both are in the session that was started for them.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Person:
    def __init__(self, driver, screenshots):
        self.driver = driver
        self.screenshots = screenshots
        self.pages = []

    def open(self, url):
        self.driver.call("POST", "/url", {"url": url})
        self.look()

    def press(self, name):
        text = f"normalize-space()={json.dumps(name)}"
        element = self.driver.find(f"//button[{text}] | //a[{text}]")
        before = self.driver.find("/html")
        self.driver.call("POST", f"/element/{element}/click", {})
        self.until_gone(before)
        self.look()

    def reload(self):
        self.driver.call("POST", "/refresh", {})
        self.look()

    def until_gone(self, root):
        """The driver waits until a page that a click loads is there, unless its loading has not begun by then."""
        latest = time.monotonic() + TIMEOUT_MS / 1000
        while self.driver.find("/html") == root:
            if time.monotonic() > latest:
                raise Failure("the page stayed")

    def look(self):
        url, title = (self.driver.call("GET", path) for path in ("/url", "/title"))
        text = self.driver.call("GET", f"/element/{self.driver.find('/html/body')}/text")
        self.pages.append({"url": url, "title": title, "text": text})
        if self.screenshots:
            with open(f"{self.screenshots}/{len(self.pages)}.png", "wb") as file:
                file.write(base64.b64decode(self.driver.call("GET", "/screenshot")))

    def visited(self):
        """Requests for pages, and how each was answered, as the browser's network log has them."""
        visits = {}
        for entry in self.driver.call("POST", "/se/log", {"type": "performance"}):
            event = json.loads(entry["message"])["message"]
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent" and params.get("type") == "Document":
                redirect = params.get("redirectResponse")
                if redirect:
                    visits[params["requestId"]][-1]["status"] = redirect["status"]
                visit = {"url": params["request"]["url"], "status": None}
                visits.setdefault(params["requestId"], []).append(visit)
            elif event["method"] == "Network.responseReceived" and params["requestId"] in visits:
                visits[params["requestId"]][-1]["status"] = params["response"]["status"]
        return [visit for chain in visits.values() for visit in chain if visit["url"].startswith("http")]


def browse(options):
    report = {"visited": [], "pages": [], "error": None}
    directory = tempfile.mkdtemp(prefix="farsign-browser-")
    driver = person = None
    try:
        driver = Driver(directory, options)
        person = Person(driver, options.screenshots)
        person.open(options.url)
        for name in options.press:
            person.press(name)
        if options.reload:
            person.reload()
    except Failure as failure:
        report["error"] = str(failure)
    finally:
        if person:
            report["pages"] = person.pages
            report["visited"] = person.visited()
        if driver:
            driver.end()
        shutil.rmtree(directory, ignore_errors=True)
    return report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--press", action="append", default=[], metavar="NAME")
    parser.add_argument("--reload", action="store_true")
    parser.add_argument("--scripts", action="store_true")
    parser.add_argument("--screenshots")
    parser.add_argument("--map", metavar="HOST:PORT=HOST:PORT")
    parser.add_argument("report")
    parser.add_argument("url")
    options = parser.parse_args()
    # So that whoever ends this program ends the browser too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    report = browse(options)
    with open(options.report, "w", encoding="utf-8") as file:
        file.write(json.dumps(report) + "\n")
    sys.exit(1 if report["error"] else 0)


main()
