"""Drives a real browser: browser.py reads steps from standard input, one JSON array a line, and answers each with a
JSON object on standard output.

The browser is headless Chromium. It trusts every certificate, and it takes each name under `.test` for this machine.

["open", URL]                   the page that the browser ends at: {url, title, text, status}
["click", TEXT]                 a link or button of that text (or a CSS selector that begins with `css=`)
["fill", SELECTOR, VALUE]       a field of a form
["await", {"url": REGEX}]       waits for an address or a text ("text"), at most 20 s
["page"]                        the page as it stands
["source"]                      its HTML, as {html}
["cookies"]                     all cookies, those that no script may read too: {cookies}
["cookie", COOKIE]              puts one in, as ["cookies"] gave it
["forget"]                      forgets all cookies
["agent", TEXT]                 says to be another browser from now on
["look", {"scheme": "dark", "width": 390, "height": 844}]
["picture", FILE]               a PNG of the whole page
["inspect"]                     what axe-core finds: {findings: [{impact, id, help, nodes}]}
["script", TEXT]                the value of a script: {value}
"""

import base64
import importlib.resources
import json
import re
import sys
import tempfile
import time

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By


class Browser:
    def __init__(self, profile):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for argument in [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--ignore-certificate-errors",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP *.test 127.0.0.1", f"--user-data-dir={profile}", "--window-size=1280,900",
            "--force-device-scale-factor=1", "--hide-scrollbars", "--lang=en",
        ]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(30)

    def settled(self, is_there=lambda page: True, limit=20):
        end = time.monotonic() + limit
        while True:
            try:
                page = self.page()
                if is_there(page):
                    return page
            except WebDriverException:
                page = None
            if time.monotonic() > end:
                raise TimeoutError(f"not within {limit} s; the page is {page}")
            time.sleep(0.05)

    def page(self):
        return {
            "url": self.driver.current_url, "title": self.driver.title,
            "text": self.driver.execute_script("return document.body ? document.body.innerText : ''"),
            "status": self.driver.execute_script(
                "return performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0")}

    def open(self, url):
        self.driver.get(url)
        return self.settled()

    def element(self, text):
        if text.startswith("css="):
            return self.driver.find_element(By.CSS_SELECTOR, text[4:])
        quoted = json.dumps(text)
        return self.driver.find_element(
            By.XPATH, f"//a[contains(., {quoted})] | //button[contains(., {quoted})] | //input[@type='submit' and contains(@value, {quoted})]")

    def click(self, text):
        self.element(text).click()
        return self.settled()

    def fill(self, selector, value):
        field = self.driver.find_element(By.CSS_SELECTOR, selector)
        field.clear()
        field.send_keys(value)
        return {}

    def awaiting(self, wanted):
        return self.settled(
            lambda page: re.search(wanted.get("url", ""), page["url"]) and wanted.get("text", "") in page["text"])

    def source(self):
        return {"html": self.driver.page_source}

    def cookies(self):
        return {"cookies": self.driver.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]}

    def cookie(self, cookie):
        return self.driver.execute_cdp_cmd("Network.setCookie", cookie)

    def forget(self):
        return self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def agent(self, text):
        return self.driver.execute_cdp_cmd("Network.setUserAgentOverride", {"userAgent": text})

    def look(self, wanted):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": wanted.get("scheme", "light")}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": wanted.get("width", 1280), "height": wanted.get("height", 900), "deviceScaleFactor": 1,
            "mobile": wanted.get("width", 1280) < 600})
        return {}

    def picture(self, file):
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}})
        with open(file, "wb") as image:
            image.write(base64.b64decode(shot["data"]))
        return size

    def inspect(self):
        # Through the debugger, which the page's policy does not bind: that policy is part of what is looked at.
        axe = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text()
        self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
        found = self.driver.execute_cdp_cmd("Runtime.evaluate", {
            "expression": "axe.run(document).then(found => JSON.stringify({violations: found.violations, passes: found.passes.length}))",
            "awaitPromise": True, "returnByValue": True})
        result = json.loads(found["result"]["value"])
        return {
            "passes": result["passes"],
            "findings": [
                {"impact": one["impact"], "id": one["id"], "help": one["help"],
                 "nodes": [node["html"] for node in one["nodes"]]} for one in result["violations"]]}

    def script(self, text):
        return {"value": self.driver.execute_script(text)}

    def log(self):
        return {"messages": [entry["message"] for entry in self.driver.get_log("browser")]}


with tempfile.TemporaryDirectory() as profile:
    browser = Browser(profile)
    try:
        for line in sys.stdin:
            step, *values = json.loads(line)
            try:
                answer = getattr(browser, {"await": "awaiting"}.get(step, step))(*values)
            except Exception as error:
                answer = {"error": f"{step} {values}: {type(error).__name__}: {error}"[:1500], "html": browser.driver.page_source[:3000]}
            print(json.dumps(answer or {}), flush=True)
    finally:
        browser.driver.quit()
