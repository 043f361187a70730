package dev.postrider.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * What a {@link ScriptedReceiver} answers on one path: a list of answers, one for each request, the last of them for all
 * further ones. Each method adds to the list and returns this script; a script may grow while requests come in.
 */
public final class Script {
    private final List<Function<ReceivedRequest, Answer>> steps = new ArrayList<>();
    private int next;

    Script() {}

    /** Answers the next requests with these statuses, one each, without a body. */
    public Script reply(int... statuses) {
        return then(Arrays.stream(statuses).mapToObj(Answer::status).toArray(Answer[]::new));
    }

    /** Reads better than {@link #reply(int...)} after another step; the same otherwise. */
    public Script then(int... statuses) {
        return reply(statuses);
    }

    /** Answers the next requests with these answers, one each. */
    public Script then(Answer... answers) {
        for (Answer answer : answers) {
            compute(request -> answer);
        }
        return this;
    }

    /** Answers the next {@code times} requests alike. */
    public Script repeat(int times, Answer answer) {
        return then(Collections.nCopies(times, answer).toArray(Answer[]::new));
    }

    /** Answers the next request, and all further ones while this is the last step, by what they contain. */
    public synchronized Script compute(Function<ReceivedRequest, Answer> step) {
        steps.add(step);
        return this;
    }

    /** Never answers the next request. */
    public Script hang() {
        return then(Answer.hang());
    }

    /** Answers the next request with 200 and {@code body}, a byte at a time. */
    public Script drip(String body, Duration pause) {
        return then(Answer.drip(body, pause));
    }

    /** Resets the connection of the next request without an answer. */
    public Script reset() {
        return then(Answer.reset());
    }

    /** Closes the connection of the next request without an answer. */
    public Script close() {
        return then(Answer.close());
    }

    /** Redirects the next request. */
    public Script redirect(URI target) {
        return then(Answer.redirect(target));
    }

    /** Answers the next request with 429 and this {@code Retry-After}. */
    public Script tooManyRequests(String retryAfter) {
        return then(Answer.tooManyRequests(retryAfter));
    }

    Answer answer(ReceivedRequest request) {
        return nextStep().apply(request);
    }

    private synchronized Function<ReceivedRequest, Answer> nextStep() {
        if (steps.isEmpty()) {
            return ignored -> Answer.status(404).body("the script of this path has no answers");
        }
        int step = Math.min(next, steps.size() - 1);
        next = step + 1;
        return steps.get(step);
    }
}
