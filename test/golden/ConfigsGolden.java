import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.server.config.*;
import org.apache.kafka.server.metrics.ClientMetricsConfigs;
import org.apache.kafka.storage.internals.log.LogConfig;

/** Every config that Apache Kafka's own classes define, and what they say of some values. See README.md. */
class ConfigsGolden {
    static List<Map<String, Object>> configs(ConfigDef... definitions) {
        var configs = new TreeMap<String, Map<String, Object>>();
        for (var definition : definitions)
            for (var key : definition.configKeys().values()) {
                if (key.internalConfig) continue;
                var told = new LinkedHashMap<String, Object>();
                told.put("name", key.name);
                told.put("type", key.type.name().toLowerCase());
                told.put("default", key.hasDefault() ? ConfigDef.convertToString(key.defaultValue, key.type) : null);
                told.put("valid", key.validator == null ? null : key.validator.toString());
                configs.put(key.name, told);
            }
        return List.copyOf(configs.values());
    }

    static Map<String, Object> judged(Map<String, String> values, Runnable validate) {
        var told = new LinkedHashMap<String, Object>();
        told.put("values", values);
        try {
            validate.run();
            told.put("fault", null);
        } catch (RuntimeException e) {
            told.put("fault", e.getMessage());
        }
        return told;
    }

    static Map<String, String> values(String... namesAndValues) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) values.put(namesAndValues[i], namesAndValues[i + 1]);
        return values;
    }

    static Map<String, Object> topic(String... namesAndValues) {
        var values = values(namesAndValues);
        return judged(values, () -> LogConfig.validate(values));
    }

    static Map<String, Object> brokers(String... namesAndValues) {
        var values = values(namesAndValues);
        var properties = new Properties();
        properties.putAll(values);
        return judged(values, () -> DynamicBrokerConfig.validateConfigs(properties, false));
    }

    public static void main(String[] args) throws Exception {
        var synonyms = new TreeMap<String, List<String>>();
        ServerTopicConfigSynonyms.ALL_TOPIC_CONFIG_SYNONYMS.forEach(
            (name, all) -> synonyms.put(name, all.stream().map(ConfigSynonym::name).toList()));
        var golden = new LinkedHashMap<String, Object>();
        golden.put("topic", configs(LogConfig.configDefCopy()));
        golden.put("broker", configs(AbstractKafkaConfig.CONFIG_DEF, QuotaConfig.brokerQuotaConfigs()));
        golden.put("group", configs(GroupConfig.CONFIG_DEF));
        golden.put("client-metrics", configs(ClientMetricsConfigs.configDef()));
        golden.put("dynamic", new TreeMap<>(DynamicBrokerConfig.dynamicConfigUpdateModes()));
        golden.put("synonyms", synonyms);
        golden.put("topicValues", List.of(
            topic("nope", "1"), topic("__proto__", "1"),
            topic("retention.ms", "-1"), topic("retention.ms", "-2"), topic("retention.ms", "x"), topic("retention.ms", ""),
            topic("retention.ms", " 5 "), topic("retention.ms", "+5"), topic("retention.ms", "1.0"),
            topic("retention.ms", "0x10"), topic("retention.ms", "1e3"),
            topic("retention.ms", "9223372036854775807"), topic("retention.ms", "9223372036854775808"),
            topic("retention.bytes", "-77"), topic("max.message.bytes", "-1"), topic("min.insync.replicas", "0"),
            topic("segment.bytes", "14"), topic("segment.bytes", "1048576"), topic("segment.bytes", "99999999999"),
            topic("cleanup.policy", ""), topic("cleanup.policy", " "), topic("cleanup.policy", "delete,delete"),
            topic("cleanup.policy", "compact, delete"), topic("cleanup.policy", "shrink"), topic("cleanup.policy", "none"),
            topic("preallocate", "TRUE"), topic("preallocate", " true "), topic("preallocate", "yes"),
            topic("min.cleanable.dirty.ratio", "1"), topic("min.cleanable.dirty.ratio", "1e-3"),
            topic("min.cleanable.dirty.ratio", "1.1"), topic("min.cleanable.dirty.ratio", "0x1"), topic("min.cleanable.dirty.ratio", ""),
            topic("compression.gzip.level", "-1"), topic("compression.gzip.level", "0"), topic("compression.gzip.level", "10"),
            topic("compression.zstd.level", "-131072"), topic("compression.zstd.level", "23"),
            topic("compression.type", "brotli"), topic("compression.type", "GZIP"), topic("message.timestamp.type", " CreateTime "),
            topic("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "5"),
            topic("min.compaction.lag.ms", "5", "max.compaction.lag.ms", "5"),
            topic("leader.replication.throttled.replicas", "*"), topic("leader.replication.throttled.replicas", "0:1,1:2"),
            topic("leader.replication.throttled.replicas", "")));
        golden.put("allBrokersValues", List.of(
            brokers("log.retention.ms", "5"), brokers("log.retention.ms", "x"), brokers("log.cleaner.threads", "-5"),
            brokers("log.cleanup.policy", "shrink"), brokers("leader.replication.throttled.rate", "-1"),
            brokers("log.retention.minutes", "5"), brokers("num.partitions", "5"), brokers("node.id", "3"),
            brokers("advertised.listeners", "PLAINTEXT://a:1"), brokers("log.cleaner.enable", "true")));
        var lines = new DefaultPrettyPrinter().withObjectIndenter(new DefaultPrettyPrinter.NopIndenter());
        lines.indentArraysWith(new DefaultIndenter("", "\n"));
        System.out.println(new ObjectMapper().writer(lines).writeValueAsString(golden));
    }
}
