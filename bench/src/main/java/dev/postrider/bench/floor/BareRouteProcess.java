package dev.postrider.bench.floor;

import dev.postrider.bench.process.ChildSide;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A bare WebFlux route that produces the body it gets, with the acks of all replicas, and answers when it has them. */
public final class BareRouteProcess {
    private BareRouteProcess() {}

    /**
     * @param args the broker, the topic
     */
    public static void main(String[] args) {
        ChildSide.endWithDriver();
        KafkaProducer<byte[], byte[]> producer = BareClients.publisher(args[0]);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(RouterFunctions.route(
                        RequestPredicates.POST("/"), request -> publish(producer, args[1], request)))))
                .bindNow();
        ChildSide.ready("http://127.0.0.1:" + server.port() + "/");
        server.onDispose().block();
    }

    private static Mono<ServerResponse> publish(
            KafkaProducer<byte[], byte[]> producer, String topic, ServerRequest request) {
        byte[] id = Long.toHexString(ThreadLocalRandom.current().nextLong()).getBytes(StandardCharsets.US_ASCII);
        return request.bodyToMono(byte[].class)
                .flatMap(body -> Mono.create(sink -> {
                    var _ = producer.send(new ProducerRecord<>(topic, id, body), (metadata, error) -> {
                        if (error != null) {
                            sink.error(error);
                        } else {
                            sink.success(metadata);
                        }
                    });
                }))
                .flatMap(_ -> ServerResponse.status(HttpStatus.ACCEPTED)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(id));
    }
}
