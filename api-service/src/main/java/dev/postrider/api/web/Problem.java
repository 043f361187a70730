package dev.postrider.api.web;

import dev.postrider.common.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JsonGenerator;

/**
 * An error as the caller reads it: a problem detail of RFC 9457, with what is wrong field by field.
 *
 * @param slug the end of the problem's type, {@code urn:postrider:problem:<slug>}
 * @param headers of the answer, beside the content type
 */
public record Problem(
        HttpStatus status, String slug, String detail, List<FieldError> errors, Map<String, String> headers) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:postrider:problem:";
    private static final String RETRY_SECONDS = "2";

    /**
     * One thing wrong with one field.
     *
     * @param field its path, such as {@code retry.max_retries}; empty for the request as a whole
     * @param pointer where in what was sent, as a JSON pointer, for what stands within data and schemas; empty otherwise
     * @param message what is wrong, to be read after the field's name
     */
    public record FieldError(String field, String pointer, String message) {
        public FieldError(String field, String message) {
            this(field, "", message);
        }
    }

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    private static Problem plain(HttpStatus status, String slug, String detail) {
        return new Problem(status, slug, detail, List.of(), Map.of());
    }

    /** 400: the request is wrong, field by field. */
    public static Problem invalid(List<FieldError> errors) {
        return new Problem(
                HttpStatus.BAD_REQUEST, "invalid-request", "The request has fields that are wrong.", errors, Map.of());
    }

    /** 400: one thing is wrong. */
    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** 401: no key, or none that is valid. */
    public static Problem unauthorized(String detail) {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "unauthorized",
                detail,
                List.of(),
                Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"postrider\""));
    }

    /**
     * 401: a token that is not valid, told as RFC 6750 says.
     *
     * @param detail what is wrong with it; nothing of the token itself
     */
    public static Problem invalidToken(String detail) {
        String quotable = detail.replace('"', '\'').replaceAll("[^\\x20-\\x5B\\x5D-\\x7E]", "?");
        return unauthorized(detail)
                .withHeader(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer realm=\"postrider\", error=\"invalid_token\", error_description=\"" + quotable + "\"");
    }

    /** 403: the key is valid and may not do this. */
    public static Problem forbidden(String detail) {
        return plain(HttpStatus.FORBIDDEN, "forbidden", detail);
    }

    /** 403: the key may not say this in that field. */
    public static Problem forbidden(String field, String message) {
        return forbidden(List.of(new FieldError(field, message)));
    }

    /** 403: the key may not say this in those fields. */
    public static Problem forbidden(List<FieldError> errors) {
        return new Problem(HttpStatus.FORBIDDEN, "forbidden", "The key may not do this.", errors, Map.of());
    }

    /** 404: not there, or not the caller's. */
    public static Problem notFound(String what) {
        return plain(HttpStatus.NOT_FOUND, "not-found", what);
    }

    /** 404: some of what the request names is not there, or not the caller's. */
    public static Problem notFound(String what, List<FieldError> errors) {
        return new Problem(HttpStatus.NOT_FOUND, "not-found", what, errors, Map.of());
    }

    /** 409: the present state does not allow it. */
    public static Problem conflict(String detail) {
        return plain(HttpStatus.CONFLICT, "conflict", detail);
    }

    /** 409: the present state does not allow some of what was asked for. */
    public static Problem conflict(String detail, List<FieldError> errors) {
        return new Problem(HttpStatus.CONFLICT, "conflict", detail, errors, Map.of());
    }

    /** 410: it was there, and is past its retention. */
    public static Problem gone(String detail) {
        return plain(HttpStatus.GONE, "gone", detail);
    }

    /** 412: what the request demands of the present state does not hold. */
    public static Problem preconditionFailed(String detail) {
        return plain(HttpStatus.PRECONDITION_FAILED, "precondition-failed", detail);
    }

    /** 413: the body is larger than allowed. */
    public static Problem tooLarge(String detail) {
        return plain(HttpStatus.CONTENT_TOO_LARGE, "too-large", detail);
    }

    /** 415: the body is not declared as JSON. */
    public static Problem unsupportedMediaType() {
        return plain(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Send JSON, with the header Content-Type: application/json.");
    }

    /** 422: the request is sound, and one thing in it may not be. */
    public static Problem unprocessable(String field, String message) {
        return new Problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "unprocessable",
                "The request asks for something that is not done.",
                List.of(new FieldError(field, message)),
                Map.of());
    }

    /** 429: the caller has as much under way as it may have. */
    public static Problem tooMany(String detail) {
        return new Problem(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                detail,
                List.of(),
                Map.of(HttpHeaders.RETRY_AFTER, RETRY_SECONDS));
    }

    /** 503: something that this request needs is down for now. */
    public static Problem unavailable(String detail) {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                detail,
                List.of(),
                Map.of(HttpHeaders.RETRY_AFTER, RETRY_SECONDS));
    }

    /** Any other status that the framework itself decides. */
    public static Problem ofStatus(HttpStatus status, String detail, Map<String, String> headers) {
        return new Problem(
                status,
                status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'),
                detail,
                List.of(),
                headers);
    }

    /** The same problem, with one more header. */
    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, slug, detail, errors, more);
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** The body of the answer. */
    public byte[] toJson() {
        return Json.write(this::write);
    }

    /** Writes the problem as a JSON object. */
    public void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("type", TYPE_PREFIX + slug);
        json.writeStringProperty("title", status.getReasonPhrase());
        json.writeNumberProperty("status", status.value());
        json.writeStringProperty("detail", detail);
        if (!errors.isEmpty()) {
            json.writeArrayPropertyStart("errors");
            errors.forEach(error -> {
                json.writeStartObject();
                json.writeStringProperty("field", error.field());
                if (!error.pointer().isEmpty()) {
                    json.writeStringProperty("pointer", error.pointer());
                }
                json.writeStringProperty("message", error.message());
                json.writeEndObject();
            });
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
