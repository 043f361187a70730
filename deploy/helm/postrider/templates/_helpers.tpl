{{- /* All of these take (dict "root" $ "service" "<name>"), where the name is api, dispatcher or scheduler. */ -}}

{{- define "postrider.name" -}}
{{- printf "%s-%s" (.root.Release.Name | trunc 40 | trimSuffix "-") .service -}}
{{- end }}

{{- define "postrider.selector" -}}
app.kubernetes.io/name: postrider
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end }}

{{- define "postrider.labels" -}}
{{ include "postrider.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "postrider.managementPort" -}}
{{- get (dict "api" "8081" "dispatcher" "8082" "scheduler" "8083") .service -}}
{{- end }}

{{- define "postrider.image" -}}
{{- $values := get .root.Values .service -}}
{{ printf "%s%s:%s" .root.Values.image.registry $values.repository (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
{{- end }}

{{- /* Properties become variables by Spring's own rule; names with dashes, underscores or capitals have none. */ -}}
{{- define "postrider.kafkaEnv" -}}
- name: POSTRIDER_KAFKA_BOOTSTRAP_SERVERS
  value: {{ required "kafka.bootstrapServers: host:port of brokers" .root.Values.kafka.bootstrapServers | quote }}
- name: POSTRIDER_KAFKA_TOPIC_PREFIX
  value: {{ .root.Values.kafka.topicPrefix | quote }}
{{- range $key, $value := .root.Values.kafka.properties }}
{{- if regexMatch "[A-Z_-]" $key }}
{{- fail (printf "kafka.properties: %s cannot be an environment variable; see docs/reference/configuration.md" $key) }}
{{- end }}
- name: POSTRIDER_KAFKA_PROPERTIES_{{ $key | replace "." "_" | upper }}
  value: {{ $value | quote }}
{{- end }}
{{- with .root.Values.topics }}
- name: POSTRIDER_KAFKA_TOPICS_PARTITIONS
  value: {{ .partitions | quote }}
- name: POSTRIDER_KAFKA_TOPICS_EVENT_PARTITIONS
  value: {{ .eventPartitions | quote }}
- name: POSTRIDER_KAFKA_TOPICS_RETRY_PARTITIONS
  value: {{ .retryPartitions | quote }}
- name: POSTRIDER_KAFKA_TOPICS_REPLICATION
  value: {{ .replication | quote }}
{{- end }}
{{- with .root.Values.retry.tiers }}
- name: POSTRIDER_RETRY_TIERS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "postrider.serviceEnv" -}}
- name: POSTRIDER_KAFKA_TOPICS_CREATE
  value: {{ eq .root.Values.topics.madeBy "services" | quote }}
{{- if ne .service "api" }}
# A restart takes its partitions back at once.
- name: POSTRIDER_KAFKA_INSTANCE_ID
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
{{- end }}
{{- if and (ne .service "scheduler") .root.Values.tracing.endpoint }}
- name: POSTRIDER_TRACING_ENDPOINT
  value: {{ .root.Values.tracing.endpoint | quote }}
- name: POSTRIDER_TRACING_RATIO
  value: {{ .root.Values.tracing.ratio | quote }}
{{- end }}
{{- if ne .service "scheduler" }}
- name: POSTRIDER_SECRETS_MASTER_KEY_FILE
  value: /etc/postrider/master-key/{{ .root.Values.masterKey.key }}
{{- end }}
{{- end }}

{{- define "postrider.databaseEnv" -}}
{{- with .root.Values.database }}
- name: POSTRIDER_DATABASE_HOST
  value: {{ required "database.host: the PostgreSQL server" .host | quote }}
- name: POSTRIDER_DATABASE_PORT
  value: {{ .port | quote }}
- name: POSTRIDER_DATABASE_NAME
  value: {{ .name | quote }}
- name: POSTRIDER_DATABASE_SSL_MODE
  value: {{ .sslMode | quote }}
{{- if .caSecret }}
- name: POSTRIDER_DATABASE_SSL_ROOT_CERT
  value: /etc/postrider/database/{{ .caKey }}
{{- end }}
{{- end }}
{{- end }}

{{- define "postrider.securityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "postrider.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "postrider.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if ne .service "scheduler" }}
- {name: master-key, mountPath: /etc/postrider/master-key, readOnly: true}
{{- end }}
{{- if .root.Values.kafka.filesSecret }}
- {name: kafka-files, mountPath: /etc/postrider/kafka, readOnly: true}
{{- end }}
{{- if and (eq .service "api") .root.Values.database.caSecret }}
- {name: database-ca, mountPath: /etc/postrider/database, readOnly: true}
{{- end }}
{{- end }}

{{- define "postrider.volumes" -}}
# Native libraries are unpacked here and loaded from here.
- name: tmp
  emptyDir: {sizeLimit: 128Mi}
{{- if ne .service "scheduler" }}
- name: master-key
  secret:
    secretName: {{ required "masterKey.existingSecret: the Secret with the master keys" .root.Values.masterKey.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- with .root.Values.kafka.filesSecret }}
- name: kafka-files
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- if and (eq .service "api") .root.Values.database.caSecret }}
- name: database-ca
  secret: {secretName: {{ .root.Values.database.caSecret }}, defaultMode: 0440}
{{- end }}
{{- end }}

{{- define "postrider.probes" -}}
# A first start reads the topic of webhooks and makes or checks all others.
startupProbe:
  httpGet: {path: /actuator/health/readiness, port: management}
  periodSeconds: 2
  failureThreshold: 90
livenessProbe:
  httpGet: {path: /actuator/health/liveness, port: management}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /actuator/health/readiness, port: management}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{- define "postrider.kafkaSecretRef" -}}
{{- $own := (get .root.Values .service).kafkaSecret -}}
{{- with $own | default .root.Values.kafka.existingSecret }}
envFrom:
  - secretRef: {name: {{ . }}}
{{- end }}
{{- end }}

{{- define "postrider.pod" -}}
{{- $values := get .root.Values .service -}}
metadata:
  labels:
    {{- include "postrider.labels" . | nindent 4 }}
    {{- with .root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .root.Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "postrider.name" (dict "root" .root "service" "services") }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # What is in flight has 25 s, what was decided a few more to be written.
  terminationGracePeriodSeconds: 60
  securityContext:
    {{- include "postrider.securityContext" . | nindent 4 }}
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "postrider.selector" . | nindent 10 }}
  {{- with .root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: {{ .service }}
      image: {{ include "postrider.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      securityContext:
        {{- include "postrider.containerSecurityContext" . | nindent 8 }}
      ports:
        {{- if eq .service "api" }}
        - {name: http, containerPort: 8080}
        {{- end }}
        - {name: management, containerPort: {{ include "postrider.managementPort" . }}}
      env:
        {{- include "postrider.kafkaEnv" . | nindent 8 }}
        {{- include "postrider.serviceEnv" . | nindent 8 }}
        {{- if eq .service "api" }}
        {{- include "postrider.apiEnv" . | nindent 8 }}
        {{- end }}
        {{- with concat .root.Values.extraEnv $values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- include "postrider.kafkaSecretRef" . | nindent 6 }}
      {{- include "postrider.probes" . | nindent 6 }}
      {{- if eq .service "api" }}
      # Until load balancers know that this replica goes, it goes on answering.
      lifecycle:
        preStop:
          exec: {command: [sleep, "5"]}
      {{- end }}
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      volumeMounts:
        {{- include "postrider.mounts" . | nindent 8 }}
  volumes:
    {{- include "postrider.volumes" . | nindent 4 }}
{{- end }}

{{- define "postrider.apiEnv" -}}
{{- include "postrider.databaseEnv" . }}
- name: POSTRIDER_DATABASE_USERNAME
  value: {{ .root.Values.database.username | quote }}
- name: POSTRIDER_DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ required "database.existingSecret: the Secret with the password" .root.Values.database.existingSecret }}
      key: {{ .root.Values.database.key }}
- name: POSTRIDER_DATABASE_MIGRATE
  value: {{ eq .root.Values.database.migratedBy "services" | quote }}
- name: POSTRIDER_DATABASE_MAX_CONNECTIONS
  value: {{ .root.Values.database.maxConnections | quote }}
- name: POSTRIDER_ADMIN_KEY
  valueFrom:
    secretKeyRef:
      name: {{ required "api.adminKey.existingSecret: the Secret with the platform admin's key" .root.Values.api.adminKey.existingSecret }}
      key: {{ .root.Values.api.adminKey.key }}
{{- end }}
