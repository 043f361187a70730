package dev.postrider.api.openapi;

import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The documents that describe the API and the topics, for anybody. */
@RestController
class DocumentController {
    static final String ASYNC_API = "asyncapi.yaml";

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final Document openApiJson;
    private final Document openApiYaml;
    private final Document asyncApiJson;
    private final Document asyncApiYaml;

    DocumentController() {
        Map<String, Object> openApi = OpenApiDocument.read();
        this.openApiJson = json(openApi);
        this.openApiYaml = new Document(YAML, YamlPiece.write(openApi));
        Map<String, Object> asyncApi = YamlPiece.read(ASYNC_API);
        this.asyncApiJson = json(asyncApi);
        this.asyncApiYaml = new Document(YAML, YamlPiece.write(asyncApi));
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> openApiJson(ServerHttpRequest request) {
        return openApiJson.answer(request);
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<byte[]> openApiYaml(ServerHttpRequest request) {
        return openApiYaml.answer(request);
    }

    @GetMapping("/asyncapi.json")
    ResponseEntity<byte[]> asyncApiJson(ServerHttpRequest request) {
        return asyncApiJson.answer(request);
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<byte[]> asyncApiYaml(ServerHttpRequest request) {
        return asyncApiYaml.answer(request);
    }

    private static Document json(Map<String, Object> content) {
        return new Document(MediaType.APPLICATION_JSON, JsonMapper.shared().writeValueAsBytes(content));
    }
}
