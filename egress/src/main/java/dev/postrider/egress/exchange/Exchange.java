package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.auth.AccessToken;
import dev.postrider.egress.auth.TokenResult;
import dev.postrider.egress.auth.TokenUse;
import dev.postrider.egress.connection.Call;
import dev.postrider.egress.connection.NoConnectionFreeException;
import dev.postrider.egress.exchange.FailureClassifier.Reached;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its outcome, from the look-up of the name to the end of the answer's body. Where it needs a token, the wait
 * for that comes first, and the request is sent once more with a new one if the endpoint no longer takes the old. Ends once;
 * belongs to one event loop at a time.
 */
final class Exchange implements Call {
    static final AttemptOutcome CLOSED =
            new AttemptOutcome.Failed(FailureKind.RESET, "the sender is closed", Duration.ZERO);

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** How far it came, for the words of a timeout. */
    private enum Phase {
        AUTHENTICATING,
        CONNECTING,
        AWAITING_ANSWER,
        READING_BODY
    }

    private final OutboundRequest request;
    /** Null where the request needs no token. */
    private final @Nullable TokenUse token;

    private final BodyHead body;
    private final Result result = new Result();
    private final long startedNanos = System.nanoTime();
    private final long deadlineNanos;

    /** Written by the loop that has it, read by whoever cancels. */
    private volatile SenderLoop loop;

    private Phase phase;
    private boolean ended;
    private int status;
    private Map<String, String> headers = Map.of();
    private @Nullable Carrier carrier;
    private @Nullable Route route;
    private int triedAddresses;
    private int triedLoops;
    private int position = UnderWay.NOWHERE;

    Exchange(EgressSettings settings, OutboundRequest request, SenderLoop loop, @Nullable TokenUse token) {
        this(settings, request, loop, token, AttemptOutcome.MAX_BODY_CHARS);
    }

    /**
     * @param maxBodyChars of the answer that are kept, for {@link #body}
     */
    Exchange(
            EgressSettings settings,
            OutboundRequest request,
            SenderLoop loop,
            @Nullable TokenUse token,
            int maxBodyChars) {
        this.request = request;
        this.loop = loop;
        this.token = token;
        this.body = new BodyHead(settings.maxBodyBytes(), maxBodyChars);
        this.phase = token == null ? Phase.CONNECTING : Phase.AUTHENTICATING;
        this.deadlineNanos = startedNanos + request.timeout().toNanos();
    }

    CompletableFuture<AttemptOutcome> result() {
        return result;
    }

    @Override
    public OutboundRequest request() {
        return request;
    }

    @Override
    public @Nullable String authorization() {
        return token == null ? request.target().authorization() : token.authorization();
    }

    /** What the answer's body says; to be read when the exchange has ended. */
    String body() {
        return body.text();
    }

    /** The token that must be waited for before it is connected; null if there is none. */
    @Nullable TokenUse missingToken() {
        if (token != null && !token.isReady()) {
            return token;
        }
        phase = Phase.CONNECTING;
        return null;
    }

    /** The token that was waited for is there, or will not be. */
    void take(TokenUse use, TokenResult result) {
        switch (result) {
            case TokenResult.Granted(AccessToken granted) -> {
                use.take(granted);
                phase = Phase.CONNECTING;
            }
            case TokenResult.Denied(FailureKind kind, String error) ->
                end(new AttemptOutcome.Failed(kind, error, elapsed()));
        }
    }

    /**
     * Looks for a connection: a free one here, else on another loop, else a new one. A hop to another loop costs a fraction of
     * a new connection, and of what a new one costs the receiver.
     */
    void take(Route found) {
        if (ended) {
            return;
        }
        route = found;
        triedAddresses = 0;
        if (!found.startOnOpen(this) && !(found.isBetterElsewhere() && loop.passOn(this, ++triedLoops))) {
            open(found);
        }
    }

    private void open(Route found) {
        if (!found.startOnNew(this, triedAddresses++)) {
            end(failed(new NoConnectionFreeException()));
        }
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isOn(SenderLoop asked) {
        return loop == asked;
    }

    /** From any thread: closes what carries it, wherever it is. */
    void cancel() {
        loop.cancel(this);
    }

    /** It goes on there, from the look-up of the name. */
    void movesTo(SenderLoop other) {
        loop = other;
        route = null;
    }

    @Override
    public void waitsFor(Carrier opening) {
        carrier = opening;
    }

    @Override
    public void sentOn(Carrier connection) {
        carrier = connection;
        phase = Phase.AWAITING_ANSWER;
    }

    @Override
    public void answered(int code, HttpHeaders received) {
        phase = Phase.READING_BODY;
        status = code;
        headers = ResponseHeaders.of(received);
    }

    @Override
    public boolean body(ByteBuf piece) {
        body.add(piece);
        return !body.isExceeded();
    }

    @Override
    public void complete() {
        if (!ended && token != null && token.isRenewedBy(status)) {
            carrier = null;
            route = null;
            phase = Phase.AUTHENTICATING;
            triedLoops = 0;
            body.clear();
            loop.proceed(this);
            return;
        }
        end(new AttemptOutcome.Responded(status, headers, body.text(), elapsed()));
    }

    @Override
    public void fail(Throwable cause) {
        if (ended) {
            return;
        }
        carrier = null;
        Route known = route;
        if (phase == Phase.CONNECTING
                && known != null
                && triedAddresses < known.size()
                && FailureClassifier.isUnreachable(cause)) {
            open(known);
        } else {
            end(failed(cause));
        }
    }

    /** Whether its deadline has passed. */
    boolean isDue(long now) {
        return now - deadlineNanos >= 0;
    }

    void timeOut() {
        abandon(timedOut());
    }

    /** Ends it with this outcome and closes what carries it. */
    void abandon(AttemptOutcome outcome) {
        if (!ended) {
            if (carrier != null) {
                carrier.abandon(this);
            }
            end(outcome);
        }
    }

    private void end(AttemptOutcome outcome) {
        if (!ended) {
            ended = true;
            carrier = null;
            loop.ended(this);
            result.complete(outcome);
        }
    }

    /** Its place among those under way on its loop. */
    int position() {
        return position;
    }

    void setPosition(int place) {
        position = place;
    }

    private AttemptOutcome timedOut() {
        String target = request.target().authority();
        String limit = words(request.timeout());
        String error = switch (phase) {
            case AUTHENTICATING -> "no token from the token endpoint within " + limit;
            case CONNECTING -> "no connection to " + target + " within " + limit;
            case AWAITING_ANSWER -> "no answer from " + target + " within " + limit;
            case READING_BODY -> "the answer of " + target + " was not complete within " + limit;
        };
        FailureKind kind = phase == Phase.AUTHENTICATING ? FailureKind.AUTHENTICATION : FailureKind.TIMEOUT;
        return new AttemptOutcome.Failed(kind, error, elapsed());
    }

    private AttemptOutcome failed(Throwable cause) {
        Reached reached = phase.compareTo(Phase.CONNECTING) <= 0 ? Reached.NOTHING : Reached.CONNECTION;
        String target = request.target().authority();
        FailureClassifier.Failure failure =
                FailureClassifier.classify(cause, target, request.target().tls(), reached);
        if (!failure.expected()) {
            log.warn("An exchange with {} failed in a way that is not foreseen", target, cause);
        }
        return new AttemptOutcome.Failed(failure.kind(), failure.error(), elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private static String words(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** What the caller waits for; cancelling it closes the connection. */
    private final class Result extends CompletableFuture<AttemptOutcome> {
        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            if (cancelled) {
                Exchange.this.cancel();
            }
            return cancelled;
        }
    }
}
