package dev.postrider.api.server;

import dev.postrider.api.web.Problem;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A problem as the answer to a request that the framework never sees. The connection ends with it. */
final class RefusedAnswer {
    private RefusedAnswer() {}

    static FullHttpResponse of(Problem problem) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status().value()),
                Unpooled.wrappedBuffer(problem.toJson()));
        HttpHeaders headers = answer.headers();
        SecurityHeaders.FIXED.forEach(headers::set);
        headers.set(SecurityHeaders.CACHE_CONTROL, SecurityHeaders.NOT_KEPT);
        headers.set(SecurityHeaders.CONTENT_SECURITY_POLICY, SecurityHeaders.POLICY_OF_DATA);
        problem.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }
}
