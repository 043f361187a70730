package dev.postrider.egress.address;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.address.SpecialBlocks.Kind;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections go to the public internet only, as {@link SpecialBlocks} has it, and as operators widen or narrow that: for
 * all organizations, and for each.
 *
 * <p>A host is refused as soon as one of its addresses is: one that resolves to a public and to a private address is an attack
 * or a mistake. What is denied stays so whoever allows it; a metadata service is opened by an entry for its one address only.
 */
public final class OutboundGuard implements AddressGuard {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final boolean allowsPrivate;
    private final PortRanges deniedPorts;
    private final Rules forAll;
    private final Map<OrganizationId, Rules> forOne;

    /**
     * @param allowsPrivate whether addresses that are not public are open to all, metadata services excepted
     * @param deniedPorts such as {@code 25} or {@code 6665-6669}; null for those of other protocols
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    public OutboundGuard(
            boolean allowsPrivate,
            @Nullable List<String> deniedPorts,
            GuardRules forAll,
            Map<OrganizationId, GuardRules> forOne) {
        this.allowsPrivate = allowsPrivate;
        this.deniedPorts = deniedPorts == null ? PortRanges.OF_OTHER_PROTOCOLS : PortRanges.parse(deniedPorts);
        this.forAll = Rules.of(forAll);
        this.forOne = forOne.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Rules.of(entry.getValue())));
    }

    /** With no rules of operators. */
    public static OutboundGuard publicOnly() {
        return new OutboundGuard(false, null, GuardRules.NONE, Map.of());
    }

    private record Rules(Places allow, Places deny, Places only) {
        static final Rules NONE = of(GuardRules.NONE);

        static Rules of(GuardRules rules) {
            return new Rules(rules.allowed(), rules.denied(), rules.exclusive());
        }
    }

    /** Judges literal addresses and the names of this machine, too: their author hears of it at once. */
    @Override
    public Optional<String> refusal(Destination to) {
        if (deniedPorts.contains(to.port())) {
            return Optional.of("port " + to.port() + " is not one that is connected to");
        }
        if (isDenied(to, rules -> rules.deny().hasHost(to.host()))) {
            return Optional.of(denied(to));
        }
        InetAddress known = known(to.host());
        if (known != null) {
            return refusal(to, known);
        }
        boolean isLeftOut = isDenied(
                to,
                rules -> !rules.only().isEmpty()
                        && rules.only().blocks().isEmpty()
                        && !rules.only().hasHost(to.host()));
        return isLeftOut ? Optional.of(leftOut(to)) : Optional.empty();
    }

    @Override
    public Optional<String> refusalUnresolved(Destination to) {
        Optional<String> refusal = refusal(to);
        boolean isLeftOut = known(to.host()) == null
                && isDenied(
                        to, rules -> !rules.only().isEmpty() && !rules.only().hasHost(to.host()));
        return refusal.isEmpty() && isLeftOut ? Optional.of(leftOut(to)) : refusal;
    }

    @Override
    public Verdict judge(Destination to, List<InetAddress> resolved) {
        return resolved.stream()
                .map(address -> refusal(to, address))
                .flatMap(Optional::stream)
                .findFirst()
                .<Verdict>map(Verdict.Refused::new)
                .orElseGet(() -> new Verdict.Allowed(resolved));
    }

    private Optional<String> refusal(Destination to, InetAddress resolved) {
        byte[] written = resolved.getAddress();
        byte[] meant = SpecialBlocks.embedded(written);
        if (isDenied(to, rules -> has(rules.deny(), written, meant))) {
            return Optional.of(denied(to));
        }
        Kind kind = SpecialBlocks.kind(meant);
        if (kind == Kind.METADATA && !isAllowed(to, rules -> rules.allow().names(meant))) {
            return Optional.of("'" + to.host() + "' leads to the metadata service of a cloud");
        }
        if (kind == Kind.INTERNAL
                && !allowsPrivate
                && !isAllowed(to, rules -> rules.allow().hasHost(to.host()) || has(rules.allow(), written, meant))) {
            return Optional.of("'" + to.host() + "' leads to an address that is not on the public internet");
        }
        boolean isLeftOut = isDenied(
                to,
                rules -> !rules.only().isEmpty()
                        && !rules.only().hasHost(to.host())
                        && !has(rules.only(), written, meant));
        return isLeftOut ? Optional.of(leftOut(to)) : Optional.empty();
    }

    private static boolean has(Places places, byte[] written, byte[] meant) {
        return places.hasAddress(written) || places.hasAddress(meant);
    }

    /** The rules for all and those for the organization each forbid by themselves. */
    private boolean isDenied(Destination to, Predicate<Rules> forbids) {
        return forbids.test(forAll) || forbids.test(own(to));
    }

    /** The rules for all and those for the organization each allow by themselves. */
    private boolean isAllowed(Destination to, Predicate<Rules> allows) {
        return allows.test(forAll) || allows.test(own(to));
    }

    private Rules own(Destination to) {
        OrganizationId organization = to.organization();
        return organization == null ? Rules.NONE : forOne.getOrDefault(organization, Rules.NONE);
    }

    /** The address that a host names by itself; {@code localhost} does, whatever a resolver says (RFC 6761, section 6.3). */
    private static @Nullable InetAddress known(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return LOOPBACK;
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException resolvedLater) {
            return null;
        }
    }

    private static String denied(Destination to) {
        return "'" + to.host() + "' is denied by the rules of this installation";
    }

    private static String leftOut(Destination to) {
        return "'" + to.host() + "' is not among the places that this installation calls";
    }
}
