package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {

    private static final TargetPolicy LOOPBACK = new TargetPolicy(List.of(), address -> false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1",
                "http://127.0.0.1:9000/done?x=1#part",
                "HTTP://127.9.9.9/",
                "https://[::1]:9000/",
                "http://[::ffff:127.0.0.1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://localhost/",
                "http://LocalHost.:9000",
                "https://app.localhost/done"
            })
    void takeTheLoopback(String url) {
        assertThat(LOOPBACK.problem(url)).isEmpty();
        assertThat(LOOPBACK.problem(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://10.0.0.1/ | webhooks go to the loopback only",
                "http://192.168.1.1/ | --webhook-allow",
                "http://93.184.216.34/ | --webhook-allow",
                "http://example.com/ | --webhook-allow",
                "http://localhost.example.com/ | --webhook-allow",
                "http://notlocalhost/ | --webhook-allow",
                "http://[fd00::1]/ | --webhook-allow",
                "http://[::ffff:10.0.0.1]/ | --webhook-allow",
                "http://[64:ff9b::7f00:1]/ | --webhook-allow",
                "http://169.254.169.254/latest/meta-data/ | link-local",
                "http://[::ffff:169.254.169.254]/ | link-local",
                "http://[::169.254.169.254]/ | link-local",
                "http://[64:ff9b::169.254.169.254]/ | link-local",
                "http://[2002:a9fe:a9fe::]/ | link-local",
                "http://[fe80::1]/ | link-local",
                "http://0.0.0.0/ | not the address of one machine",
                "http://0.1.2.3/ | not the address of one machine",
                "http://[::]/ | not the address of one machine",
                "http://[::ffff:0.0.0.0]/ | not the address of one machine",
                "http://224.0.0.1/ | not the address of one machine",
                "http://255.255.255.255/ | not the address of one machine",
                "http://[ff02::1]/ | not the address of one machine",
                "http://2130706433/ | usual form",
                "http://0x7f000001/ | usual form",
                "http://0x7f.0.0.1/ | usual form",
                "http://0177.0.0.1/ | usual form",
                "http://010.0.0.1/ | usual form",
                "http://127.1/ | usual form",
                "http://127.0.0.1./ | usual form",
                "http://127.0.0.256/ | usual form",
                "http://%31%32%37.0.0.1/ | usual form",
                "http://[fe80::1%25eth0]/ | zone",
                "http:///done | usual form",
                "http:done | usual form",
                "http://:9000/ | usual form",
                "http://127.0.0.1:0/ | ports are 1 to 65535",
                "http://127.0.0.1:65536/ | ports are 1 to 65535",
                "ftp://127.0.0.1/ | allowed are http and https",
                "file:///etc/passwd | allowed are http and https",
                "gopher://127.0.0.1:70/ | allowed are http and https",
                "127.0.0.1:9000 | no URL",
                "//127.0.0.1/ | allowed are http and https",
                "/done | allowed are http and https",
                "http://my_service/ | --webhook-allow",
                "http://my_service:0/ | port from 1 to 65535",
                "http://my_service:65536/ | port from 1 to 65535",
                "http://127.0.0.1/a b | no URL",
                "http://127.0.0.1\\@example.com/ | no URL",
            })
    void refuseEverythingElseAndSayWhy(String url, String why) {
        assertThat(LOOPBACK.problem(url))
                .get()
                .asString()
                .startsWith("callback_url")
                .contains(why);
    }

    @Test
    void refuseUserInfoWithoutRepeatingIt() {
        assertThat(LOOPBACK.problem("http://me:pa55word@127.0.0.1/"))
                .get()
                .asString()
                .contains("user-info")
                .doesNotContain("pa55word");
    }

    @Test
    void refuseWhatIsTooLong() {
        assertThat(LOOPBACK.problem("http://127.0.0.1/" + "x".repeat(2_048)))
                .contains("callback_url is longer than 2048 characters");
    }

    @Test
    void refuseTheSimulatorItself() {
        TargetPolicy targets = new TargetPolicy(
                List.of("10.0.0.0/8"), address -> address.equals(new InetSocketAddress("127.0.0.1", 8000)));

        assertThat(targets.problem("http://127.0.0.1:8000/v1/jobs"))
                .get()
                .asString()
                .contains("is the simulator itself");
        assertThat(targets.problem("http://localhost:8000/v1/jobs")).isPresent();
        assertThat(targets.problem("http://[::ffff:127.0.0.1]:8000/v1/jobs")).isPresent();
        assertThat(targets.problem("http://127.0.0.1:8001/")).isEmpty();
        assertThat(reach(targets, "http://rebound.example:8000/", "127.0.0.1")).contains("the simulator itself");
    }

    @Test
    void takeANetworkThatIsAllowed() {
        TargetPolicy targets = new TargetPolicy(List.of("10.2.0.0/15", "fd00::/9", "192.0.2.7"), address -> false);

        assertThat(targets.problem("http://10.1.255.255/")).isPresent();
        assertThat(targets.problem("http://10.2.0.0/")).isEmpty();
        assertThat(targets.problem("http://10.3.255.255/")).isEmpty();
        assertThat(targets.problem("http://10.4.0.0/")).isPresent();
        assertThat(targets.problem("http://[::ffff:10.2.2.3]/")).isEmpty();
        assertThat(targets.problem("http://[fd7f::1]/")).isEmpty();
        assertThat(targets.problem("http://[fd80::1]/")).isPresent();
        assertThat(targets.problem("http://192.0.2.7/")).isEmpty();
        assertThat(targets.problem("http://192.0.2.8/")).isPresent();
        assertThat(targets.problem("http://127.0.0.1/")).isEmpty();
        // Where a name leads is known only when it is looked up.
        assertThat(targets.problem("http://app.internal/")).isEmpty();
        assertThat(reach(targets, "http://app.internal/", "10.2.2.3")).isEmpty();
        assertThat(reach(targets, "http://app.internal/", "93.184.216.34")).contains("93.184.216.34");
    }

    @Test
    void takeAHostThatIsAllowed() {
        TargetPolicy targets = new TargetPolicy(List.of("Hooks.Example.com"), address -> false);

        assertThat(targets.problem("https://hooks.example.com/done")).isEmpty();
        assertThat(targets.problem("https://other.example.com/done")).isPresent();
        assertThat(targets.problem("https://hooks.example.com.evil.example/done"))
                .isPresent();
        assertThat(reach(targets, "https://hooks.example.com/", "93.184.216.34", "10.0.0.1"))
                .isEmpty();
        assertThat(reach(targets, "https://hooks.example.com/", "169.254.169.254"))
                .contains("link-local");
        assertThat(reach(targets, "https://hooks.example.com/", "0.0.0.0")).contains("one machine");
    }

    @Test
    void takeAHostOnlyWhenEachOfItsAddressesIsAllowed() {
        TargetPolicy targets = new TargetPolicy(List.of("10.0.0.0/8"), address -> false);

        assertThat(reach(targets, "http://app.internal/", "10.0.0.1", "10.0.0.2"))
                .isEmpty();
        assertThat(reach(targets, "http://app.internal/", "10.0.0.1", "11.0.0.1"))
                .contains("11.0.0.1");
        assertThat(reach(targets, "http://app.internal/", "11.0.0.1", "10.0.0.1"))
                .contains("11.0.0.1");
    }

    @Test
    void takeLinkLocalAddressesOnlyWhereTheNetworkIs() {
        TargetPolicy everything = new TargetPolicy(List.of("0.0.0.0/0", "::/0"), address -> false);
        TargetPolicy named = new TargetPolicy(List.of("169.254.0.0/16"), address -> false);

        assertThat(everything.problem("http://93.184.216.34/")).isEmpty();
        assertThat(everything.problem("http://[2001:db8::1]/")).isEmpty();
        assertThat(everything.problem("http://169.254.169.254/")).isPresent();
        assertThat(everything.problem("http://[64:ff9b::a9fe:a9fe]/")).isPresent();
        assertThat(everything.problem("http://0.0.0.0/")).isPresent();
        assertThat(named.problem("http://169.254.169.254/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://example.com",
                "example.com:80",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10/8",
                "::/129",
                "fe80::1%eth0",
                "a b",
                "*",
                "*.example.com",
                "2130706433",
                "127.1",
                "010.0.0.0/8",
                "-x.example"
            })
    void areRefusedWhenTheyAreNoHostAndNoNetwork(String entry) {
        assertThatThrownBy(() -> new TargetPolicy(List.of(entry), address -> false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'")
                .hasMessageContaining("allowed is");
    }

    private static String reach(TargetPolicy targets, String url, String... addresses) {
        List<InetAddress> resolved = new ArrayList<>();
        for (String address : addresses) {
            try {
                resolved.add(InetAddress.getByName(address));
            } catch (UnknownHostException impossible) {
                throw new IllegalArgumentException(address, impossible);
            }
        }
        Optional<String> problem = targets.problem(WebhookTarget.of(URI.create(url)), resolved);
        return problem.orElse("");
    }
}
