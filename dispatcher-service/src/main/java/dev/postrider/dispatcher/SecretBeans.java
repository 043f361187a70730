package dev.postrider.dispatcher;

import dev.postrider.common.secret.Seal;
import dev.postrider.masterkey.MasterKeySettings;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The master keys of this process. */
@Configuration(proxyBeanMethods = false)
class SecretBeans {
    @Bean
    Seal seal(Environment environment) {
        MasterKeySettings settings = Binder.get(environment).bindOrCreate("postrider.secrets", MasterKeySettings.class);
        return new Seal(settings.load(), new SecureRandom());
    }
}
