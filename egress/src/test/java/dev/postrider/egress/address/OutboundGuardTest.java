package dev.postrider.egress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.address.AddressGuard.Verdict;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundGuardTest {
    private static final OrganizationId ACME = new OrganizationId("acme");
    private static final OrganizationId OTHER = new OrganizationId("other");

    @Test
    void aHostWithOneInternalAddressIsRefusedAsAWhole() {
        assertThat(judge(OutboundGuard.publicOnly(), null, "h.example", "8.8.8.8", "10.0.0.1"))
                .isEqualTo(new Verdict.Refused("'h.example' leads to an address that is not on the public internet"));
    }

    @Test
    void anAllowedBlockIsOpenToAllAndItsNeighbourToNobody() {
        OutboundGuard guard = guard(allow("10.1.0.0/16", "fd00:1::/32"), Map.of());

        assertThat(judge(guard, ACME, "h.example", "10.1.255.255")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, null, "h.example", "fd00:1::9")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "h.example", "64:ff9b::a01:1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "h.example", "10.2.0.0")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, ACME, "h.example", "fd00:2::9")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void anAllowedHostMayLeadInsideAndOthersMayNot() {
        OutboundGuard guard = guard(allow("hooks.corp.example", "*.inside.example"), Map.of());

        assertThat(judge(guard, ACME, "hooks.corp.example", "10.0.0.1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "a.b.inside.example", "10.0.0.1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "inside.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, ACME, "evilinside.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, ACME, "hooks.corp.example", "169.254.169.254")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatOneOrganizationMayReachOthersMayNot() {
        OutboundGuard guard = guard(GuardRules.NONE, Map.of(ACME, allow("10.0.0.0/8")));

        assertThat(judge(guard, ACME, "h.example", "10.0.0.1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, OTHER, "h.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, null, "h.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatIsDeniedStaysDeniedWhoeverAllowsIt() {
        GuardRules denied = new GuardRules(null, List.of("10.0.0.0/24", "*.evil.example", "93.184.216.34"), null);
        OutboundGuard guard = guard(denied, Map.of(ACME, allow("10.0.0.0/8", "a.evil.example")));

        assertThat(judge(guard, ACME, "h.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, ACME, "h.example", "10.0.1.1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, OTHER, "h.example", "93.184.216.34")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, OTHER, "h.example", "::ffff:93.184.216.34")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, OTHER, "h.example", "64:ff9b::5db8:d822")).isInstanceOf(Verdict.Refused.class);
        assertThat(guard.refusal(new Destination(ACME, "a.evil.example", 443)).orElseThrow())
                .contains("denied");
    }

    @Test
    void whereAListIsExclusiveNothingElseIsCalled() {
        GuardRules exclusive = new GuardRules(null, null, List.of("*.partner.example", "93.184.0.0/16"));
        OutboundGuard guard = guard(GuardRules.NONE, Map.of(ACME, exclusive));

        assertThat(judge(guard, ACME, "a.partner.example", "8.8.8.8")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "h.example", "93.184.216.34")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(guard, ACME, "h.example", "8.8.8.8")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, ACME, "a.partner.example", "10.0.0.1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(guard, OTHER, "h.example", "8.8.8.8")).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void aHostThatAnExclusiveListOfHostsLeavesOutIsRefusedBeforeItIsLookedUp() {
        OutboundGuard guard = guard(new GuardRules(null, null, List.of("*.partner.example")), Map.of());

        assertThat(guard.refusal(new Destination(ACME, "h.example", 443))).isPresent();
        assertThat(guard.refusal(new Destination(ACME, "a.partner.example", 443)))
                .isEmpty();
    }

    @Test
    void whereAProxyLooksUpAnExclusiveListIsOneOfHosts() {
        OutboundGuard guard =
                guard(new GuardRules(null, null, List.of("*.partner.example", "93.184.0.0/16")), Map.of());

        assertThat(guard.refusalUnresolved(new Destination(ACME, "h.example", 443)))
                .isPresent();
        assertThat(guard.refusalUnresolved(new Destination(ACME, "a.partner.example", 443)))
                .isEmpty();
        assertThat(guard.refusalUnresolved(new Destination(ACME, "93.184.216.34", 443)))
                .isEmpty();
        assertThat(guard.refusalUnresolved(new Destination(ACME, "8.8.8.8", 443)))
                .isPresent();
    }

    @Test
    void aMetadataServiceIsOpenedByItsOneAddressOnly() {
        OutboundGuard wide = new OutboundGuard(true, null, allow("169.254.0.0/16", "0.0.0.0/0"), Map.of());
        OutboundGuard exact = guard(allow("169.254.169.254"), Map.of());

        assertThat(judge(wide, ACME, "h.example", "169.254.1.1")).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge(wide, ACME, "h.example", "169.254.169.254")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(exact, ACME, "h.example", "169.254.169.254")).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void portsAreDeniedAsConfigured() {
        OutboundGuard guard = new OutboundGuard(false, List.of("8000-8002", "9"), GuardRules.NONE, Map.of());

        assertThat(guard.refusal(new Destination(null, "h.example", 8001))).isPresent();
        assertThat(guard.refusal(new Destination(null, "h.example", 8003))).isEmpty();
        assertThat(guard.refusal(new Destination(null, "h.example", 25))).isEmpty();
        assertThat(OutboundGuard.publicOnly().refusal(new Destination(null, "h.example", 25)))
                .isPresent();
        assertThat(OutboundGuard.publicOnly().refusal(new Destination(null, "h.example", 8443)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/x",
                "fd00::/129",
                "a_b.example",
                "*",
                "fd00:::1",
                "fe80::1%1"
            })
    void anEntryThatIsNoneIsNamed(String entry) {
        assertThatThrownBy(() -> guard(allow(entry), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "9-8", "a", "1-", "-1"})
    void aPortThatIsNoneIsNamed(String entry) {
        assertThatThrownBy(() -> new OutboundGuard(false, List.of(entry), GuardRules.NONE, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'");
    }

    private static GuardRules allow(String... entries) {
        return new GuardRules(List.of(entries), null, null);
    }

    private static OutboundGuard guard(GuardRules forAll, Map<OrganizationId, GuardRules> forOne) {
        return new OutboundGuard(false, null, forAll, forOne);
    }

    private static Verdict judge(
            AddressGuard guard, @Nullable OrganizationId organization, String host, String... addresses) {
        List<InetAddress> resolved =
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        return guard.judge(new Destination(organization, host, 443), resolved);
    }
}
