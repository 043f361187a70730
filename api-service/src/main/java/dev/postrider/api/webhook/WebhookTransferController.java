package dev.postrider.api.webhook;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All webhooks of an organization as a file, and back: what one gives the other takes. No secret is in it. */
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhookTransferController {
    private static final DataSize MAX_IMPORT = DataSize.ofMegabytes(4);
    private static final int PAGE = 100;
    private static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));

    /** Who reads nothing for so long is gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Webhooks webhooks;
    private final WebhookImport imports;
    private final WebhookSettings settings;

    WebhookTransferController(Webhooks webhooks, WebhookImport imports, WebhookSettings settings) {
        this.webhooks = webhooks;
        this.imports = imports;
        this.settings = settings;
    }

    @PostMapping("/import")
    Mono<ResponseEntity<byte[]>> take(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, MAX_IMPORT)
                .map(body -> ImportRequest.read(StrictJson.object(body), settings.maxPerOrganization()))
                .flatMap(wanted -> imports.run(caller, wanted))
                .map(ImportResult::toAnswer);
    }

    /** The oldest first, as they are read: those that are made meanwhile may be in it. */
    @GetMapping("/export")
    ResponseEntity<Flux<DataBuffer>> give(@Authorized(Role.VIEWER) Caller caller) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("webhooks.json")
                                .build()
                                .toString())
                .body(file(caller.organization())
                        .timeout(PATIENCE)
                        .map(DefaultDataBufferFactory.sharedInstance::wrap)
                        .cast(DataBuffer.class));
    }

    /** The first page before anything else: a database that is down is a problem, not a file. */
    private Flux<byte[]> file(OrganizationId organization) {
        return pages(organization)
                .switchOnFirst((first, pages) -> first.isOnError()
                        ? pages.map(_ -> new byte[0])
                        : Flux.concat(
                                Flux.just(utf8("{\"webhooks\":[")),
                                pages.concatMapIterable(page -> page, 1).index((i, webhook) -> item(i > 0, webhook)),
                                Flux.just(utf8("\n]}\n"))));
    }

    private Flux<List<StoredWebhook>> pages(OrganizationId organization) {
        return page(organization, START)
                .expand(page -> page.size() < PAGE
                        ? Mono.empty()
                        : page(
                                organization,
                                new Cursor(
                                        page.getLast().createdAt(),
                                        page.getLast().id().value())));
    }

    private Mono<List<StoredWebhook>> page(OrganizationId organization, Cursor behind) {
        return webhooks.oldest(organization, behind, PAGE).collectList();
    }

    private static byte[] item(boolean follows, StoredWebhook webhook) {
        byte[] json = Json.write(generator -> WebhookJson.writePortable(generator, webhook));
        return utf8((follows ? ",\n" : "\n") + new String(json, StandardCharsets.UTF_8));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
