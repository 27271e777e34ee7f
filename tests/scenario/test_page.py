#!/usr/bin/env python3
"""The pages in a real browser: width, language, structure, keyboard, print, no script, no complaint."""
import base64
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse

from world import Scenario, World, main, wait_until

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ARTEFACTS = pathlib.Path(os.environ.get("TEST_ARTEFACTS", pathlib.Path(tempfile.gettempdir()) / "hedef-pages"))
WIDTHS = (1200, 360)
LANGS = ("az", "en")
PAGES = {"status": "/", "indicator": "/indicators/cashless-share", "method": "/method",
         "profiles": "/profiles"}
PAST = "2026-03-31"


def browser():
    """A fresh Chromium that speaks to nobody but us, and its folder."""
    folder = tempfile.mkdtemp(prefix="hedef-browser-")
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage", "--hide-scrollbars", f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options), folder


class Pages(Scenario):
    KIND = "--demo"

    @classmethod
    def setUpClass(cls):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        cls.w = World(cls.KIND).start()
        cls.addClassCleanup(cls.w.close)
        cls.driver, folder = browser()
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.addClassCleanup(cls.driver.quit)

    def setUp(self):
        self.complaints()  # of tests before

    def tearDown(self):
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    def open(self, path, width=1200):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False})
        self.driver.get(f"http://127.0.0.1:{self.w.port}{path}")
        return self.driver

    def js(self, text, *args):
        return self.driver.execute_script(text, *args)

    def on_every_page(self, check):
        for name, path in PAGES.items():
            for lang in LANGS:
                with self.subTest(page=name, lang=lang):
                    check(name, f"{path}?lang={lang}", lang)

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]


class Looks(Pages):
    def test_no_width_overflows_and_nothing_complains(self):
        def check(name, path, lang):
            for width in WIDTHS:
                self.open(path, width)
                self.shoot(f"{name}-{lang}-{width}")
                size = self.js("return [document.documentElement.scrollWidth, window.innerWidth]")
                self.assertEqual(size[1], width)
                self.assertLessEqual(size[0], size[1], f"{width}: {self.too_wide()}")
                self.assertEqual(self.complaints(), [])
                self.assertEqual(self.js("return document.documentElement.lang"), lang)
                self.assertEqual(self.js("return document.querySelectorAll('body *[style], script').length"), 0)
        self.on_every_page(check)

    def too_wide(self):
        return self.js("return [...document.querySelectorAll('body *')].filter(e => "
                       "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 160)).slice(0, 5)")

    def shoot(self, name):
        height = self.js("return Math.min(document.documentElement.scrollHeight, 16000)")
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": self.js("return innerWidth"), "height": height, "scale": 1}})
        (ARTEFACTS / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def test_every_answer_is_shown_by_example(self):
        chips = set()
        for lang in ("az", "en", "ru"):
            for width in WIDTHS:
                self.open(f"/method?lang={lang}", width)
                self.js("document.querySelectorAll('.examples').forEach(e => { e.open = true })")
                self.shoot(f"examples-{lang}-{width}")
                self.assertLessEqual(self.js("return document.documentElement.scrollWidth"), width, self.too_wide())
            texts = self.js("return [...document.querySelectorAll('.examples td:last-child')].map(e => e.textContent)")
            self.assertGreater(len(texts), 100)
            self.assertEqual([text for text in texts if "{" in text or not text.strip()], [])
            chips.update(self.js("return [...document.querySelectorAll('.examples .chip')].map(e => e.className)"))
            self.assertLess(len(self.driver.page_source.encode()), 150 * 1024)
        self.assertEqual(len(chips), 10)

    def test_the_overflow_check_can_fail(self):
        self.open("/?lang=en", 360)
        self.js("const e = document.createElement('div'); e.id = 'wide'; e.textContent = 'x'.repeat(500);"
                "document.querySelector('main').append(e); e.className = 'x'; e.setAttribute('style', 'width:500px')")
        wide = self.js("const e = document.createElement('pre'); e.textContent = 'x'.repeat(200);"
                       "document.querySelector('main').append(e);"
                       "return document.documentElement.scrollWidth > innerWidth")
        self.assertTrue(wide)
        # and the refused inline style is noticed as a complaint of the page's policy
        self.assertTrue([m for m in self.complaints() if "Content Security Policy" in m])

    def test_tables_have_captions_and_scopes(self):
        def check(name, path, lang):
            self.open(path)
            tables = self.js("""return [...document.querySelectorAll('table')].map(t => ({
                caption: t.caption ? t.caption.textContent.trim() : '', heads: t.querySelectorAll('th').length,
                bare: [...t.querySelectorAll('th:not([scope])')].map(h => h.outerHTML)}))""")
            if name != "method":
                self.assertGreater(len(tables), 0)
            for table in tables:
                self.assertTrue(table["caption"], table)
                self.assertGreater(table["heads"], 0)
                self.assertEqual(table["bare"], [])
        self.on_every_page(check)

    def test_headings_come_in_order_and_landmarks_exist(self):
        def check(name, path, lang):
            self.open(path)
            levels = self.js("return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
            self.assertEqual(levels[0], 1)
            self.assertEqual(levels.count(1), 1)
            for above, below in zip(levels, levels[1:]):
                self.assertLessEqual(below, above + 1, levels)
            for landmark in ("header", "main", "footer", "nav[aria-label]"):
                self.assertGreater(len(self.driver.find_elements(By.CSS_SELECTOR, landmark)), 0, landmark)
            self.assertGreater(len(self.driver.title), 5)
            nameless = self.js("""return [...document.querySelectorAll('a, button, input, svg')].filter(e => {
                if (e.tagName == 'svg') return e.getAttribute('aria-hidden') != 'true' &&
                    !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby') && !e.querySelector('title');
                const label = e.labels && e.labels.length;
                return !(e.textContent.trim() || e.getAttribute('aria-label') || label || e.type == 'hidden'); })
                .map(e => e.outerHTML.slice(0, 160))""")
            self.assertEqual(nameless, [])
            ids = self.js("return [...document.querySelectorAll('[id]')].map(e => e.id)")
            self.assertEqual(len(ids), len(set(ids)))
        self.on_every_page(check)

    def test_a_state_is_a_glyph_and_a_word_never_colour_alone(self):
        words = {}
        for lang in LANGS:
            self.open(f"/?lang={lang}")
            chips = self.js("""return [...document.querySelectorAll('.chip:not(.late)')].map(c => ({
                text: c.textContent.trim(), kind: c.className, background: getComputedStyle(c).backgroundColor,
                ink: getComputedStyle(c).color}))""")
            self.assertGreater(len(chips), 40)
            for chip in chips:
                self.assertRegex(chip["text"], r"^[^\w\s]\s*\w{2,}", chip)
                self.assertGreaterEqual(contrast(chip["background"], chip["ink"]), 4.5, chip)
            words[lang] = {(c["kind"], c["text"]) for c in chips}
            # the dots of the key stand beside a word
            for row in self.js("return [...document.querySelectorAll('.key li')].map(e => e.textContent.trim())"):
                self.assertRegex(row, r"\w{2,}")
            for word in self.js("""return [...document.querySelectorAll('.dot')].map(d =>
                    (d.textContent + '|' + d.parentElement.textContent).trim())"""):
                glyph, _, around = word.partition("|")
                self.assertTrue(glyph.strip())
                self.assertGreater(len(around), len(glyph))
        self.assertGreaterEqual(len({k for k, _ in words["en"]}), 6, "the demo shows most states")
        self.assertFalse({t for _, t in words["en"]} & {t for _, t in words["az"]}, "each word is translated")

    def test_text_stands_out_from_its_ground(self):
        def check(name, path, lang):
            self.open(path)
            pairs = self.js("""
                const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                    if (c != 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
                const seen = {};
                for (const e of document.querySelectorAll('body *:not(svg *)'))
                    if ([...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && e.checkVisibility())
                        seen[getComputedStyle(e).color + '|' + ground(e)] = e.outerHTML.slice(0, 120);
                return seen;""")
            self.assertGreater(len(pairs), 1)
            for pair, example in pairs.items():
                self.assertGreaterEqual(contrast(*pair.split("|")), 4.5, (pair, example))
        self.on_every_page(check)

    def test_small_enough(self):
        for lang in LANGS:
            self.assertLess(len(self.w.get(f"/?lang={lang}").body), 100 * 1024, "with demo values")
        def check(name, path, lang):
            self.assertLess(len(self.w.get(path).body), 100 * 1024)
        self.on_every_page(check)


class Use(Pages):
    def test_the_first_tab_skips_to_the_content_and_focus_is_always_seen(self):
        for path in ("/?lang=en", "/indicators/cashless-share?lang=az"):
            self.open(path)
            self.press(Keys.TAB)
            first = self.focus()
            self.assertTrue(first["skip"], first)
            self.assertTrue(first["seen"], first)
            visited = [first]
            for _ in range(25):
                self.press(Keys.TAB)
                if self.js("return document.activeElement == document.body"):
                    break  # past the last link
                visited.append(self.focus())
            for stop in visited:
                self.assertTrue(stop["seen"] and stop["ring"], stop)
            self.assertGreater(len({stop["html"] for stop in visited}), 10)
            self.open(path)
            self.press(Keys.TAB)
            self.press(Keys.ENTER)
            self.assertEqual(self.js("return [location.hash, document.activeElement.id]"), ["#main", "main"])

    def press(self, key):
        ActionChains(self.driver).send_keys(key).perform()

    def focus(self):
        return self.js("""const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
            return {html: e.outerHTML.slice(0, 200), skip: e.className == 'skip',
                seen: r.width > 0 && r.height > 0 && r.right > 0 && r.left < innerWidth && r.bottom > 0 && r.top < innerHeight,
                ring: s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2}""")

    def test_changing_the_language_keeps_page_and_day(self):
        for path in PAGES.values():
            self.open(f"{path}?as_of={PAST}&lang=en")
            link = self.driver.find_element(By.CSS_SELECTOR, "nav.languages a[hreflang=az]")
            self.assertTrue(self.js("return arguments[0].title", link))
            link.click()
            at = urllib.parse.urlsplit(self.driver.current_url)
            self.assertEqual((at.path, urllib.parse.parse_qs(at.query)), (path, {"as_of": [PAST], "lang": ["az"]}))
            self.assertEqual(self.js("return document.documentElement.lang"), "az")

    def test_links_keep_the_day_and_lead_somewhere(self):
        self.open(f"/?as_of={PAST}&lang=az")
        links = set(self.js("return [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"))
        inner = sorted(h for h in links if h.startswith("/"))
        self.assertGreater(len(inner), 30)
        for href in inner:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(href).query)
            self.assertEqual(self.w.get(href).status, 200, href)
            if href.startswith("/indicators/"):
                self.assertEqual((query.get("as_of"), query.get("lang")), ([PAST], ["az"]), href)

    def test_another_day_is_asked_for_by_form(self):
        self.open("/?lang=en")
        for summary in self.driver.find_elements(By.CSS_SELECTOR, "details summary"):
            if self.js("return arguments[0].parentElement.querySelector('[name=as_of]') != null", summary):
                summary.click()
        day = self.driver.find_element(By.CSS_SELECTOR, "form [name=as_of]")
        self.js("arguments[0].value = arguments[1]", day, "2026-02-26")
        self.js("arguments[0].form.requestSubmit()", day)
        wait_until(lambda: "as_of=2026-02-26" in self.driver.current_url, "the form was sent")
        self.assertIn("lang=en", self.driver.current_url)
        banner = self.driver.find_element(By.CSS_SELECTOR, ".banner.past")
        self.assertIn("26 February 2026", banner.text)
        self.assertNotIn("Action Plan 2026", " ".join(e.text for e in self.driver.find_elements(By.CSS_SELECTOR, "h2, .tag")))
        banner.find_element(By.TAG_NAME, "a").click()
        self.assertNotIn("as_of", self.driver.current_url)
        self.assertEqual(self.driver.find_elements(By.CSS_SELECTOR, ".banner.past"), [])

    def test_it_says_the_same_without_script(self):
        for path in PAGES.values():
            self.open(f"{path}?lang=az")
            with_script = self.driver.find_element(By.TAG_NAME, "body").text
            self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
            self.open(f"{path}?lang=az")
            self.assertEqual(self.driver.find_element(By.TAG_NAME, "body").text, with_script)
            self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    def test_numbers_are_those_of_the_api(self):
        verdict = next(v for v in self.w.get("/api/v1/status?indicator=fixed-broadband-speed&lang=en").json["data"]
                       if v["target"]["id"] == "srm-2016.fixed-broadband-speed.2025")
        self.open("/indicators/fixed-broadband-speed?lang=en")
        text = self.driver.find_element(By.TAG_NAME, "main").text
        self.assertIn(verdict["why"], text)

    def test_print_begins_with_what_needs_a_decision(self):
        for lang in LANGS:
            self.open(f"/?lang={lang}")
            lead = self.driver.find_element(By.CSS_SELECTOR, ".lead").text
            cases = [e.text for e in self.driver.find_elements(By.CSS_SELECTOR, ".case h3")]
            pdf = ARTEFACTS / f"status-{lang}.pdf"
            told = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
            pdf.write_bytes(base64.b64decode(told["data"]))
            pages = int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", pdf))[1])
            first = squeeze(tool("pdftotext", "-f", "1", "-l", "1", pdf, "-"))
            self.assertLessEqual(pages, 6)
            self.assertIn(squeeze(lead), first)
            self.assertTrue(0 < len(cases) <= 10, len(cases))
            for case in cases:
                self.assertIn(squeeze(case), first, f"all {len(cases)} decisions stand on the first page")

    def test_a_page_that_does_not_exist_is_a_page(self):
        self.open("/indicators/cashless-shre?lang=en")
        self.assertIn("cashless-share", self.driver.find_element(By.TAG_NAME, "main").text)
        self.assertEqual(self.w.get("/indicators/cashless-shre", headers={"Accept": "text/html"}).status, 404)
        self.driver.find_element(By.CSS_SELECTOR, "main a").click()
        self.assertTrue(self.driver.find_elements(By.CSS_SELECTOR, ".lead"))

    def test_every_indicator_has_a_page_that_overflows_nowhere(self):
        codes = [i["code"] for i in self.w.get("/api/v1/indicators").json["data"]]
        self.assertGreaterEqual(len(codes), 59)
        for code in codes:
            self.open(f"/indicators/{code}?lang=az", 360)
            self.assertLessEqual(self.js("return document.documentElement.scrollWidth"), 360, code)
        self.assertEqual(self.complaints(), [])

    def test_demo_is_said_loudly(self):
        for path in PAGES.values():
            self.open(f"{path}?lang=en")
            self.assertIn("DEMO", self.driver.find_element(By.CSS_SELECTOR, ".banner.demo").text)


class Sample(Pages):
    """Real values only."""
    KIND = "--sample"

    def test_no_demo_banner_and_under_100_kilobytes(self):
        for lang in LANGS:
            body = self.w.get(f"/?lang={lang}").body
            self.assertLess(len(body), 100 * 1024)
            self.assertNotIn(b"DEMO", body)
        self.open("/?lang=en")
        self.assertEqual(self.driver.find_elements(By.CSS_SELECTOR, ".banner"), [])

    def test_the_day_before_the_plan_it_is_not_there(self):
        self.open("/?as_of=2026-02-26&lang=en")
        before = self.driver.find_element(By.TAG_NAME, "main").text
        self.open("/?as_of=2026-02-27&lang=en")
        self.assertNotIn("Action Plan 2026", before)
        self.assertIn("Action Plan 2026", self.driver.find_element(By.TAG_NAME, "main").text)


def contrast(one, other):
    """Of two CSS colours, as WCAG defines it."""
    def light(colour):
        parts = [int(p) / 255 for p in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def tool(*args):
    return subprocess.run(list(map(str, args)), capture_output=True, text=True, check=True, timeout=60).stdout


def squeeze(text):
    return re.sub(r"\s+", "", text.replace("\u00ad", ""))


if __name__ == "__main__":
    main()
