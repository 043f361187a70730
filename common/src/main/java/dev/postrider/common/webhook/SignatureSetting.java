package dev.postrider.common.webhook;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a webhook's requests are signed, with the names that its receiver expects.
 *
 * @param header in which the signature stands, where it is not the profile's own; null otherwise, and always with Standard Webhooks
 * @param prefix what the signature begins with, or with Standard Webhooks the names of its three headers, where it is not the
 *     profile's own; null otherwise
 */
public record SignatureSetting(
        SignatureProfile profile,
        @Nullable String header,
        @Nullable String prefix) {
    private static final Comparator<SignatureSetting> ORDER = Comparator.comparing(SignatureSetting::profile)
            .thenComparing(SignatureSetting::headerText)
            .thenComparing(SignatureSetting::prefixText);

    /** What a webhook has whose owner says nothing else. */
    public static final List<SignatureSetting> DEFAULT = of(SignatureProfile.POSTRIDER, SignatureProfile.STANDARD);

    /** So many a webhook may have. */
    public static final int MAX = 8;

    private static final int MAX_HEADER = 100;

    /** Headers that carry what the endpoint asks of a caller, which a signature must not take the place of. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

    private static final Pattern PREFIX = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,63})|");

    /**
     * @throws IllegalArgumentException with a message fit for a user, naming the field and the rule
     */
    public SignatureSetting {
        if (header != null) {
            if (profile.isStandard()) {
                throw new IllegalArgumentException(
                        "must have no header: this profile sets three, and prefix names them, such as 'svix-'");
            }
            requireSettable(header);
        }
        if (prefix != null) {
            if (profile.prefix() == null) {
                throw new IllegalArgumentException(
                        "must have no prefix: a signature of this profile has a form of its own");
            }
            if (profile.isStandard()) {
                standardHeaders(prefix).forEach(SignatureSetting::requireSettable);
            } else if (!PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException(
                        "must have a prefix of at most 64 characters of visible ASCII, or spaces after the first");
            }
        }
        header = header != null && header.equals(profile.header()) ? null : header;
        prefix = prefix != null && prefix.equals(profile.prefix()) ? null : prefix;
    }

    /** These profiles as they are. */
    public static List<SignatureSetting> of(SignatureProfile... profiles) {
        return ordered(Arrays.stream(profiles)
                .map(profile -> new SignatureSetting(profile, null, null))
                .toList());
    }

    /** Each once, in the one order in which they are kept. */
    public static List<SignatureSetting> ordered(List<SignatureSetting> settings) {
        List<SignatureSetting> kept = List.copyOf(settings);
        for (int i = 1; i < kept.size(); i++) {
            if (ORDER.compare(kept.get(i - 1), kept.get(i)) >= 0) {
                return kept.stream().distinct().sorted(ORDER).collect(Collectors.toUnmodifiableList());
            }
        }
        return kept;
    }

    /** Whether nothing but the profile was chosen. */
    public boolean isPlain() {
        return header == null && prefix == null;
    }

    /** The header in which the signature stands; empty with Standard Webhooks. */
    public String headerText() {
        return header != null ? header : Objects.requireNonNullElse(profile.header(), "");
    }

    /** What the signature, or the names of the headers, begin with; empty for nothing. */
    public String prefixText() {
        return prefix != null ? prefix : Objects.requireNonNullElse(profile.prefix(), "");
    }

    /** The names of all headers that it sets. */
    public List<String> headers() {
        return profile.isStandard() ? standardHeaders(prefixText()) : List.of(headerText());
    }

    /**
     * Requires that no two set the same header, but for the two of Standard Webhooks, whose signatures stand side by side.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static void requireTogether(List<SignatureSetting> settings) {
        Set<String> taken = new HashSet<>();
        Set<String> standard = new HashSet<>();
        for (SignatureSetting setting : ordered(settings)) {
            boolean joins =
                    setting.profile == SignatureProfile.STANDARD_ED25519 && standard.contains(setting.prefixText());
            if (setting.profile == SignatureProfile.STANDARD) {
                standard.add(setting.prefixText());
            }
            for (String name : setting.headers()) {
                if (!taken.add(name.toLowerCase(Locale.ROOT)) && !joins) {
                    throw new IllegalArgumentException(
                            "set the header " + name + " twice; give one of them another, or leave it out");
                }
            }
        }
    }

    /**
     * Requires that the owner's own headers are none that these set.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static void requireApart(List<SignatureSetting> settings, CustomHeaders own) {
        Set<String> names = new HashSet<>();
        own.entries().keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        settings.stream()
                .flatMap(setting -> setting.headers().stream())
                .filter(name -> names.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "would be sent twice: '" + name + "' is set by headers and by signatures");
                });
    }

    private static List<String> standardHeaders(String prefix) {
        return Stream.of("id", "timestamp", "signature").map(prefix::concat).toList();
    }

    private static void requireSettable(String name) {
        if (name.length() > MAX_HEADER || !CustomHeaders.isToken(name)) {
            throw new IllegalArgumentException(
                    "must give headers names that are HTTP tokens of at most " + MAX_HEADER + " characters");
        }
        if (CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))
                || (CustomHeaders.isReserved(name) && !isSignature(name))) {
            throw new IllegalArgumentException("must not set '" + name + "', which Postrider or HTTP sets itself");
        }
    }

    /** Headers that are reserved only because a profile sets them. */
    private static boolean isSignature(String name) {
        return Arrays.stream(SignatureProfile.values())
                .flatMap(profile -> new SignatureSetting(profile, null, null).headers().stream())
                .anyMatch(name::equalsIgnoreCase);
    }
}
