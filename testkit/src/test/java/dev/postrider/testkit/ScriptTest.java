package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final ReceivedRequest REQUEST = new ReceivedRequest(
            1, Instant.EPOCH, 1, "POST", "/hook", "", List.of(Map.entry("X-Webhook-Id", "w1")), new byte[0]);

    @Test
    void theLastAnswerIsForAllFurtherRequests() {
        Script script = new Script().reply(500, 503).then(200);
        assertThat(statuses(script, 5)).containsExactly(500, 503, 200, 200, 200);
    }

    @Test
    void repeatedAnswersEnd() {
        Script script = new Script().repeat(2, Answer.status(500)).then(204);
        assertThat(statuses(script, 3)).containsExactly(500, 500, 204);
    }

    @Test
    void aScriptWithoutAnswersSaysSo() {
        assertThat(statuses(new Script(), 1)).containsExactly(404);
    }

    @Test
    void answersMayDependOnTheRequest() {
        Script script = new Script()
                .compute(request -> Answer.status(request.header("x-webhook-id").isPresent() ? 200 : 400));
        assertThat(statuses(script, 2)).containsExactly(200, 200);
    }

    @Test
    void aScriptThatGrowsLateGoesOnFromItsNewAnswers() {
        Script script = new Script().reply(500);
        assertThat(statuses(script, 3)).containsExactly(500, 500, 500);
        script.then(200);
        assertThat(statuses(script, 2)).containsExactly(200, 200);
    }

    private static List<Integer> statuses(Script script, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> ((Answer.Reply) script.answer(REQUEST)).status())
                .toList();
    }
}
