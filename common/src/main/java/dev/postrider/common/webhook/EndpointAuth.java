package dev.postrider.common.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What requests to an endpoint prove themselves with, in the header {@code Authorization}. Secrets are never printed. */
public sealed interface EndpointAuth {
    /** The header that carries it. */
    String HEADER = "Authorization";

    int MAX_SECRET = 4096;
    int MAX_NAME = 255;

    /** The same with another text in the place of the secret. */
    EndpointAuth masked(String mask);

    /**
     * A user name and a password (RFC 7617), in UTF-8.
     *
     * @param username without {@code :}
     */
    record Basic(String username, String password) implements EndpointAuth {
        public Basic {
            if (username.length() > MAX_NAME || username.indexOf(':') >= 0 || hasControls(username)) {
                throw new IllegalArgumentException("has a username that is not at most " + MAX_NAME
                        + " characters without ':' and control characters");
            }
            if (password.length() > MAX_SECRET || hasControls(password)) {
                throw new IllegalArgumentException(
                        "has a password that is not at most " + MAX_SECRET + " characters without control characters");
            }
        }

        /** The value of the header. */
        public String authorization() {
            byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public Basic masked(String mask) {
            return new Basic(username, mask);
        }

        @Override
        public String toString() {
            return "Basic[redacted]";
        }
    }

    /** A token that does not change by itself (RFC 6750). */
    record Bearer(String token) implements EndpointAuth {
        public Bearer {
            if (token.isEmpty() || token.length() > MAX_SECRET || !isVisibleAscii(token)) {
                throw new IllegalArgumentException(
                        "has a token that is not 1 to " + MAX_SECRET + " visible ASCII characters");
            }
        }

        /** The value of the header. */
        public String authorization() {
            return "Bearer " + token;
        }

        @Override
        public Bearer masked(String mask) {
            return new Bearer(mask);
        }

        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }

    /**
     * Tokens by client credentials (RFC 6749, section 4.4).
     *
     * @param tokenUrl where they are asked for
     * @param scope what for, separated by blanks; null for what the server gives by default
     * @param audience whom for, as some servers want it; null for nobody in particular
     */
    record OAuth2(
            String tokenUrl,
            String clientId,
            String clientSecret,
            @Nullable String scope,
            @Nullable String audience,
            ClientAuthentication clientAuthentication)
            implements EndpointAuth {
        public OAuth2 {
            if (clientId.isEmpty() || clientId.length() > MAX_NAME || hasControls(clientId)) {
                throw new IllegalArgumentException(
                        "has a client_id that is not 1 to " + MAX_NAME + " characters without control characters");
            }
            if (clientSecret.isEmpty() || clientSecret.length() > MAX_SECRET || hasControls(clientSecret)) {
                throw new IllegalArgumentException("has a client_secret that is not 1 to " + MAX_SECRET
                        + " characters without control characters");
            }
        }

        @Override
        public OAuth2 masked(String mask) {
            return new OAuth2(tokenUrl, clientId, mask, scope, audience, clientAuthentication);
        }

        @Override
        public String toString() {
            return "OAuth2[redacted]";
        }
    }

    /** Where the client's secret goes (RFC 6749, section 2.3.1). */
    enum ClientAuthentication {
        /** In the header {@code Authorization}. */
        BASIC,
        /** In the body. */
        POST;

        public String text() {
            return this == BASIC ? "basic" : "post";
        }

        /**
         * @throws IllegalArgumentException with a message fit for a user
         */
        public static ClientAuthentication parse(String text) {
            return switch (text) {
                case "basic" -> BASIC;
                case "post" -> POST;
                default -> throw new IllegalArgumentException("must be \"basic\" or \"post\"");
            };
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
