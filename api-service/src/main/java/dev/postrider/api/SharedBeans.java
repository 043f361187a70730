package dev.postrider.api;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** What every feature is given: the time and chance. */
@Configuration(proxyBeanMethods = false)
class SharedBeans {
    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    /** Threads of its own: the library's shared ones end with whichever service of the process is stopped first. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }
}
