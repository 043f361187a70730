package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Responded;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.AddressGuard.Verdict;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that want more than a signature, and the servers that give out tokens for them. */
class EndpointAuthIT {
    private static final Duration ENOUGH = Duration.ofSeconds(20);

    private final ScriptedReceiver endpoint = ScriptedReceiver.start();
    private final ScriptedReceiver tokens = ScriptedReceiver.start();
    private final Sender sender = new HttpSender(EgressSettings.defaults("test"), AddressGuard.open());

    @AfterEach
    void close() {
        sender.close();
        endpoint.close();
        tokens.close();
    }

    @Test
    void basicAndBearerCredentialsAreSent() {
        endpoint.on("/hook").reply(200);

        assertSuccess(send(new EndpointAuth.Basic("Aladdin", "open sesame"), Map.of()));
        assertSuccess(send(new EndpointAuth.Bearer("t0ken"), Map.of()));

        assertThat(endpoint.requests("/hook").stream().map(EndpointAuthIT::authorization))
                .containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer t0ken");
    }

    @Test
    void aHeaderThatWouldTakeTheirPlaceIsRefused() {
        assertThat(assertFailed(
                                send(new EndpointAuth.Bearer("t0ken"), Map.of("authorization", "Bearer other")),
                                FailureKind.REFUSED)
                        .error())
                .contains("Authorization");
        assertThat(endpoint.count("/hook")).isZero();
    }

    @Test
    void aTokenIsAskedForOnceWhoeverWaitsForIt() {
        tokens.on("/token").then(Answer.after(Duration.ofMillis(200), token("one", 3600)));
        endpoint.on("/hook").reply(200);

        List<CompletableFuture<AttemptOutcome>> all = IntStream.range(0, 50)
                .mapToObj(_ -> sender.send(request(client(), Map.of(), ENOUGH)))
                .toList();
        all.forEach(one -> assertSuccess(Sends.await(one)));

        assertThat(tokens.count("/token")).isEqualTo(1);
        assertThat(endpoint.requests("/hook").stream().map(EndpointAuthIT::authorization))
                .hasSize(50)
                .containsOnly("Bearer one");
        ReceivedRequest asked = tokens.requests("/token").get(0);
        assertThat(asked.text())
                .isEqualTo("grant_type=client_credentials&scope=a+b&audience=https%3A%2F%2Fapi.example");
        assertThat(authorization(asked)).isEqualTo("Basic bWU6cyUyNmNyZXQ=");
        assertThat(asked.header("Content-Type")).contains("application/x-www-form-urlencoded");
    }

    @Test
    void aLongTokenIsTakenWhole() {
        tokens.on("/token").then(token("x".repeat(5000), 3600));
        endpoint.on("/hook").reply(200);

        assertSuccess(send(client(), Map.of()));

        assertThat(authorization(endpoint.requests("/hook").get(0))).hasSize(5007);
    }

    @Test
    void theClientMayProveItselfInTheBody() {
        tokens.on("/token").then(token("one", 3600));
        endpoint.on("/hook").reply(200);

        assertSuccess(send(
                new EndpointAuth.OAuth2(tokens.url("/token"), "me", "s&cret", null, null, ClientAuthentication.POST),
                Map.of()));

        ReceivedRequest asked = tokens.requests("/token").get(0);
        assertThat(asked.text()).isEqualTo("grant_type=client_credentials&client_id=me&client_secret=s%26cret");
        assertThat(asked.header("Authorization")).isEmpty();
    }

    @Test
    void aTokenThatNoLongerWorksIsRenewedOnceAndTheRequestSentAgain() {
        tokens.on("/token").then(token("old", 3600), token("new", 3600));
        endpoint.on("/hook")
                .compute(request -> Answer.status(200))
                .compute(request -> Answer.status(authorization(request).equals("Bearer new") ? 200 : 401));

        assertSuccess(send(client(), Map.of()));
        assertSuccess(send(client(), Map.of()));

        assertThat(endpoint.requests("/hook").stream().map(EndpointAuthIT::authorization))
                .containsExactly("Bearer old", "Bearer old", "Bearer new");
        assertThat(tokens.count("/token")).isEqualTo(2);
    }

    @Test
    void anEndpointThatGoesOnAnswering401IsNotAskedForEver() {
        tokens.on("/token").then(token("old", 3600), token("new", 3600));
        endpoint.on("/hook").reply(200, 401);

        assertSuccess(send(client(), Map.of()));
        assertThat(((Responded) send(client(), Map.of())).status()).isEqualTo(401);
        assertThat(((Responded) send(client(), Map.of())).status()).isEqualTo(401);

        assertThat(tokens.count("/token")).isEqualTo(2);
        assertThat(endpoint.count("/hook")).isEqualTo(4);
    }

    @Test
    void anEndpointThatTakesNoTokenDoesNotCostOthersTheirs() {
        tokens.on("/token").then(token("first", 3600), token("second", 3600), token("third", 3600));
        endpoint.on("/hook").reply(200);
        endpoint.on("/closed").reply(401);

        for (int i = 0; i < 3; i++) {
            assertSuccess(send(client(), Map.of()));
            assertThat(((Responded) send("/closed", client(), Map.of())).status())
                    .isEqualTo(401);
        }

        assertThat(tokens.count("/token")).isEqualTo(2);
        assertThat(endpoint.count("/closed")).as("sent again once only").isEqualTo(4);
    }

    @Test
    void aClientWhoseNameGrowsByEncodingGetsItsToken() {
        tokens.on("/token").then(token("given", 3600));
        endpoint.on("/hook").reply(200);
        String id = "https://client.example/" + "/".repeat(200);

        assertSuccess(send(client(id), Map.of()));

        String pair = new String(
                Base64.getDecoder()
                        .decode(authorization(tokens.requests("/token").get(0)).substring("Basic ".length())),
                StandardCharsets.US_ASCII);
        assertThat(pair).startsWith("https%3A%2F%2Fclient.example%2F%2F%2F").endsWith(":s%26cret");
    }

    @Test
    void aTokenIsRenewedBeforeItExpires() {
        tokens.on("/token").then(token("short", 0), token("long", 3600));
        endpoint.on("/hook").reply(200);

        assertSuccess(send(client(), Map.of()));
        assertSuccess(send(client(), Map.of()));
        assertSuccess(send(client(), Map.of()));

        assertThat(endpoint.requests("/hook").stream().map(EndpointAuthIT::authorization))
                .containsExactly("Bearer short", "Bearer long", "Bearer long");
    }

    @Test
    void aRefusalOfTheTokenEndpointIsAnOutcomeOfItsOwnThatRepeatsNoSecret() {
        tokens.on("/token")
                .then(Answer.status(401).body("{\"error\":\"invalid_client\",\"error_description\":\"marked\"}"));
        assertThat(assertFailed(send(client(), Map.of()), FailureKind.AUTHENTICATION)
                        .error())
                .contains("401 (invalid_client)")
                .contains("127.0.0.1:" + tokens.port())
                .doesNotContain("marked");
        assertFailed(send(client(), Map.of()), FailureKind.AUTHENTICATION);

        assertThat(tokens.count("/token")).as("the refusal is remembered").isEqualTo(1);
        assertThat(endpoint.count("/hook")).isZero();
    }

    @Test
    void whatIsNoTokenIsSaid() {
        tokens.on("/token").then(Answer.status(200).body("{\"access_token\":\"a\\r\\nb\"}"));
        assertThat(assertFailed(send(client(), Map.of()), FailureKind.AUTHENTICATION)
                        .error())
                .contains("without an access_token");
    }

    @Test
    void theDeadlineCoversTheWaitForAToken() {
        tokens.on("/token").hang();
        long started = System.nanoTime();

        assertThat(assertFailed(
                                Sends.await(sender.send(request(client(), Map.of(), Duration.ofMillis(300)))),
                                FailureKind.AUTHENTICATION)
                        .error())
                .contains("no token");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theTokenEndpointStandsBehindTheSameGuard() {
        AddressGuard guard = (to, found) ->
                to.port() == tokens.port() ? new Verdict.Refused("not there") : new Verdict.Allowed(found);
        endpoint.on("/hook").reply(200);
        try (Sender guarded = new HttpSender(EgressSettings.defaults("test"), guard)) {
            assertThat(assertFailed(Sends.await(guarded.send(request(client(), Map.of(), ENOUGH))), FailureKind.REFUSED)
                            .error())
                    .contains("no token: not there");
        }
        assertThat(tokens.count("/token")).isZero();
        assertThat(endpoint.count("/hook")).isZero();
    }

    private AttemptOutcome send(EndpointAuth auth, Map<String, String> headers) {
        return send("/hook", auth, headers);
    }

    private AttemptOutcome send(String path, EndpointAuth auth, Map<String, String> headers) {
        return Sends.await(sender.send(request(path, auth, headers, ENOUGH)));
    }

    private OutboundRequest request(EndpointAuth auth, Map<String, String> headers, Duration timeout) {
        return request("/hook", auth, headers, timeout);
    }

    private OutboundRequest request(String path, EndpointAuth auth, Map<String, String> headers, Duration timeout) {
        Target target = Target.of(endpoint.url(path), null, new Access(auth, null));
        return new OutboundRequest(target, headers, new byte[] {'x'}, timeout);
    }

    private EndpointAuth client() {
        return client("me");
    }

    private EndpointAuth client(String id) {
        return new EndpointAuth.OAuth2(
                tokens.url("/token"), id, "s&cret", "a b", "https://api.example", ClientAuthentication.BASIC);
    }

    private static Answer token(String value, int seconds) {
        return Answer.status(200)
                .body("{\"access_token\":\"" + value + "\",\"token_type\":\"Bearer\",\"expires_in\":" + seconds + "}");
    }

    private static String authorization(ReceivedRequest request) {
        return request.header("Authorization").orElse("");
    }
}
