package dev.postrider.egress.connection;

import dev.postrider.egress.EgressSettings;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads HTTP/1.1 answers, and tells whether bytes remain that belong to none. */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int MAX_STATUS_LINE = 4096;

    ResponseDecoder(EgressSettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_STATUS_LINE)
                .setMaxHeaderSize(settings.maxHeaderBytes()));
    }

    /** Whether more was received than the answers so far. */
    boolean hasLeftOver() {
        return actualReadableBytes() > 0;
    }
}
