package dev.postrider.api.token;

import dev.postrider.api.organization.KnownOrganizations;
import io.netty.channel.ChannelOption;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/** What verifies tokens. Nothing is asked of an issuer before its first token comes. */
@Configuration(proxyBeanMethods = false)
class TokenBeans {
    @Bean
    IssuerDocuments issuerDocuments(TokenSettings settings, ReactorResourceFactory resources) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        WebClient client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(
                        resources,
                        http -> http.followRedirect(false)
                                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                                .responseTimeout(settings.timeout())
                                .keepAlive(false)))
                .codecs(codecs -> codecs.defaultCodecs()
                        .maxInMemorySize(Math.toIntExact(settings.maxAnswer().toBytes())))
                .build();
        return new IssuerDocuments(client, settings.timeout(), settings.allowHttp());
    }

    /** After keys: one of those may look like anything. */
    @Bean
    @Order(1)
    TokenAuthenticator tokenAuthenticator(
            TokenSettings settings, IssuerDocuments documents, KnownOrganizations organizations, InstantSource clock) {
        IssuerKeys.Times times =
                new IssuerKeys.Times(settings.keysRefresh(), settings.keysKept(), settings.unknownKeyInterval());
        return new TokenAuthenticator(
                settings.issuers().stream()
                        .map(issuer -> new TrustedIssuer(
                                issuer,
                                new IssuerKeys(issuer.uri(), () -> documents.keys(issuer.uri()), times, clock),
                                settings.clockSkew(),
                                clock))
                        .collect(Collectors.toMap(issuer -> issuer.settings().uri(), Function.identity())),
                organizations);
    }
}
