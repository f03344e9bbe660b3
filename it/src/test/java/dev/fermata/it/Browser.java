package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's Chromium without a window, with the simulator's page. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final int SECONDS = 30;

    /** Finds the texts whose contrast with what is behind them is below 4.5 (WCAG 2, 1.4.3). */
    private static final String CONTRAST = """
            const values = color => color.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = each => { for (; each; each = each.parentElement) {
                const color = values(getComputedStyle(each).backgroundColor); if (color[3] !== 0) return color; } return [255, 255, 255]; };
            const poor = [];
            for (const each of document.querySelectorAll('body *')) {
                const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                if (!own || !each.checkVisibility() || each.disabled) continue;
                const [a, b] = [light(values(getComputedStyle(each).color)), light(behind(each))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) poor.push(each.outerHTML.slice(0, 80) + ' ' + ratio);
            }
            return poor;""";

    private final ChromeDriver driver;

    /** Opens the page. The test is skipped where there is no Chromium, but fails in the gate. */
    Browser(URI page) {
        ThirdPartyPrograms.assume(
                CHROMIUM.canExecute() && DRIVER.canExecute(),
                "There is no " + CHROMIUM + " or no " + DRIVER
                        + ". To run this test, install Debian's packages chromium and chromium-driver.");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(2 * SECONDS));
        driver.manage().window().setSize(new Dimension(1280, 1000));
        driver.get(page.toString());
    }

    /** Opens the page, and waits until it is told what happens. */
    static Browser live(URI page) {
        Browser browser = new Browser(page);
        browser.until("document.getElementById('connection').textContent === 'live'");
        return browser;
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    void click(String css) {
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", find(css));
        find(css).click();
    }

    /** Replaces what is in a field. */
    void type(String css, String text) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** Presses Tab until that element has the focus. Each element on the way must show that it has it. */
    void tabTo(String css) {
        for (int i = 0;
                i < 200 && !Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css));
                i++) {
            press(Keys.TAB);
            assertThat(script("return getComputedStyle(document.activeElement).outlineStyle"))
                    .as(() -> "outline of " + focused().getAttribute("outerHTML"))
                    .isIn("solid", "auto");
        }
        assertThat(script("return document.activeElement.matches(arguments[0])", css))
                .as("Tab leads to %s", css)
                .isEqualTo(true);
    }

    Object script(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    Object promise(String body) {
        return Objects.requireNonNullElse(
                driver.executeAsyncScript("const done = arguments[arguments.length - 1]; (async () => {" + body
                        + "})().then(done, e => done(String(e)))"),
                "");
    }

    /** Waits until an expression is true. */
    void until(String expression) {
        Object met = promise("const end = performance.now() + " + SECONDS + "000;"
                + "while (performance.now() < end) {"
                + "  if (" + expression + ") return true;"
                + "  await new Promise(next => setTimeout(next, 20));"
                + "}"
                + "return document.body.innerText;");
        assertThat(met).as(expression).isEqualTo(true);
    }

    /** Waits until what a control has done is said, and returns it. */
    String said(String part) {
        until("document.getElementById('said').textContent.includes(" + quoted(part) + ")");
        return find("#said").getText();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    /** The errors that the browser has logged, but for responses with an error that the test wants. */
    Stream<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("the server responded with a status of"));
    }

    /** The texts that are hard to read: their contrast is below 4.5. */
    List<?> paleTexts() {
        return (List<?>) promise(CONTRAST);
    }

    void emulate(int width, int height, String theme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    void open(URI other) {
        driver.get(other.toString());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
