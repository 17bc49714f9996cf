using System.Globalization;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Weights;
using static Matiz.Tests.Models.Fate;

namespace Matiz.Tests.Models;

/// <summary>What becomes of a setting.</summary>
public enum Fate
{
    /// <summary>It changes what is computed.</summary>
    Honoured,

    /// <summary>The model does not open, and the message names the setting.</summary>
    Refused,

    /// <summary>It changes nothing here, as it changes nothing of what the reference computes for a text alone.</summary>
    Harmless,
}

/// <summary>
/// Every setting of <c>config.json</c>, <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> that
/// the reference (transformers 4.45) reads for BERT and DistilBERT, each with a value that would change something if it could: it is
/// honoured, refused by its name, or harmless.
/// </summary>
public sealed class FileSettingsTests
{
    private const string Config = "config.json", TokenizerSettings = "tokenizer_config.json", SpecialTokensMap = "special_tokens_map.json",
        AddedTokensFile = "added_tokens.json";
    private const string Bert = "bert", DistilBert = "distilbert", Generic = "bert, generic class";
    private const string LongText = "good film the good day and so on it was really pretty well made";

    private static readonly Dictionary<string, string> Baselines = new(StringComparer.Ordinal);

    private static readonly TextInput[] Probes =
    [
        new("Crème BRÛLÉE 中文 [MASK] really"), new("they see them", "but its day"),
        new(string.Concat(Enumerable.Repeat(LongText + " ", 10)) + "never", "any"),
    ];

    public static TheoryData<string, string, string, string, Fate> Settings => new()
    {
        // BertConfig
        { Bert, Config, "vocab_size", "500", Refused },
        { Bert, Config, "hidden_size", "64", Refused },
        { Bert, Config, "num_attention_heads", "8", Honoured },
        { Bert, Config, "intermediate_size", "32", Refused },
        { Bert, Config, "hidden_act", "\"relu\"", Honoured },
        { Bert, Config, "hidden_act", "\"silu\"", Honoured },
        { Bert, Config, "hidden_act", "\"laplace\"", Refused },
        { Bert, Config, "hidden_dropout_prob", "0.5", Honoured },
        { Bert, Config, "attention_probs_dropout_prob", "0.5", Honoured },
        { Bert, Config, "classifier_dropout", "0.5", Honoured },
        { Bert, Config, "max_position_embeddings", "32", Refused },
        { Bert, Config, "type_vocab_size", "3", Refused },
        { Bert, Config, "initializer_range", "0.5", Honoured },
        { Bert, Config, "layer_norm_eps", "0.1", Honoured },
        { Bert, Config, "pad_token_id", "600", Refused },
        { Bert, Config, "position_embedding_type", "\"relative_key\"", Refused },
        { Bert, Config, "position_embedding_type", "\"relative_key_query\"", Refused },
        { Bert, Config, "position_embedding_type", "null", Refused },
        { Bert, Config, "use_cache", "false", Harmless },

        // PretrainedConfig
        { Bert, Config, "model_type", "\"gpt2\"", Refused },
        { Bert, Config, "problem_type", "\"multi_label_classification\"", Honoured },
        { Bert, Config, "problem_type", "\"odd\"", Refused },
        { Bert, Config, "id2label", """{"0":"a","1":"b","2":"c","3":"d","4":"e","5":"f"}""", Honoured },
        { Bert, Config, "is_decoder", "true", Refused },
        { Bert, Config, "add_cross_attention", "true", Refused },
        { Bert, Config, "pruned_heads", """{"0":[1]}""", Refused },
        { Bert, Config, "pruned_heads", "{}", Harmless },
        { Bert, Config, "chunk_size_feed_forward", "1", Harmless },
        { Bert, Config, "cross_attention_hidden_size", "64", Harmless },
        { Bert, Config, "is_encoder_decoder", "true", Harmless },
        { Bert, Config, "tie_encoder_decoder", "true", Harmless },
        { Bert, Config, "tie_word_embeddings", "false", Harmless },
        { Bert, Config, "torchscript", "true", Harmless },
        { Bert, Config, "torch_dtype", "\"float16\"", Harmless },
        { Bert, Config, "dtype", "\"bfloat16\"", Harmless },
        { Bert, Config, "use_bfloat16", "true", Harmless },
        { Bert, Config, "tf_legacy_loss", "true", Harmless },
        { Bert, Config, "output_attentions", "true", Harmless },
        { Bert, Config, "output_hidden_states", "true", Harmless },
        { Bert, Config, "return_dict", "false", Harmless },
        { Bert, Config, "attn_implementation", "\"eager\"", Harmless },
        { Bert, Config, "gradient_checkpointing", "true", Harmless },
        { Bert, Config, "finetuning_task", "\"mnli\"", Harmless },
        { Bert, Config, "prefix", "\"a\"", Harmless },
        { Bert, Config, "task_specific_params", """{"text-classification":{"max_length":5}}""", Harmless },
        { Bert, Config, "max_length", "3", Harmless },
        { Bert, Config, "min_length", "90", Harmless },
        { Bert, Config, "temperature", "0.1", Harmless },
        { Bert, Config, "top_k", "1", Harmless },
        { Bert, Config, "do_sample", "true", Harmless },
        { Bert, Config, "early_stopping", "true", Harmless },
        { Bert, Config, "num_beams", "4", Harmless },
        { Bert, Config, "num_beam_groups", "2", Harmless },
        { Bert, Config, "diversity_penalty", "0.5", Harmless },
        { Bert, Config, "top_p", "0.5", Harmless },
        { Bert, Config, "typical_p", "0.5", Harmless },
        { Bert, Config, "repetition_penalty", "2.0", Harmless },
        { Bert, Config, "length_penalty", "2.0", Harmless },
        { Bert, Config, "no_repeat_ngram_size", "2", Harmless },
        { Bert, Config, "encoder_no_repeat_ngram_size", "2", Harmless },
        { Bert, Config, "bad_words_ids", "[[7]]", Harmless },
        { Bert, Config, "num_return_sequences", "2", Harmless },
        { Bert, Config, "output_scores", "true", Harmless },
        { Bert, Config, "return_dict_in_generate", "true", Harmless },
        { Bert, Config, "forced_bos_token_id", "7", Harmless },
        { Bert, Config, "forced_eos_token_id", "7", Harmless },
        { Bert, Config, "remove_invalid_values", "true", Harmless },
        { Bert, Config, "exponential_decay_length_penalty", "[1,0.5]", Harmless },
        { Bert, Config, "suppress_tokens", "[7]", Harmless },
        { Bert, Config, "begin_suppress_tokens", "[7]", Harmless },
        { Bert, Config, "bos_token_id", "7", Harmless },
        { Bert, Config, "eos_token_id", "7", Harmless },
        { Bert, Config, "sep_token_id", "7", Harmless },
        { Bert, Config, "decoder_start_token_id", "7", Harmless },
        { Bert, Config, "auto_map", """{"AutoModel":"modeling_own.OwnModel"}""", Refused },
        { Bert, Config, "name_or_path", "\"other\"", Harmless },
        { Bert, Config, "transformers_version", "\"4.0.0\"", Harmless },
        { Bert, Config, "num_labels", "3", Harmless },
        { Bert, Config, "xla_device", "true", Harmless },
        { Bert, Config, "output_past", "false", Harmless },
        { Bert, Config, "pooler_type", "\"last\"", Harmless },
        { Bert, Config, "pooler_fc_size", "16", Harmless },
        { Bert, Config, "pooler_num_fc_layers", "3", Harmless },
        { Bert, Config, "directionality", "\"uni\"", Harmless },
        { Bert, Config, "embedding_size", "16", Harmless },
        { Bert, Config, "dim", "16", Harmless },
        { Bert, Config, "seq_classif_dropout", "0.9", Harmless },
        { Bert, Config, "somebodys_own_key", "[1,2]", Harmless },

        // DistilBertConfig; the common names of other architectures go before its own
        { DistilBert, Config, "activation", "\"relu\"", Honoured },
        { DistilBert, Config, "activation", "\"silu\"", Honoured },
        { DistilBert, Config, "activation", "\"laplace\"", Refused },
        { DistilBert, Config, "attention_dropout", "0.5", Honoured },
        { DistilBert, Config, "dropout", "0.5", Honoured },
        { DistilBert, Config, "seq_classif_dropout", "0.5", Honoured },
        { DistilBert, Config, "n_heads", "8", Honoured },
        { DistilBert, Config, "num_attention_heads", "8", Honoured },
        { DistilBert, Config, "n_layers", "1", Honoured },
        { DistilBert, Config, "num_hidden_layers", "1", Honoured },
        { DistilBert, Config, "dim", "64", Refused },
        { DistilBert, Config, "hidden_size", "64", Refused },
        { DistilBert, Config, "hidden_dim", "32", Refused },
        { DistilBert, Config, "max_position_embeddings", "32", Refused },
        { DistilBert, Config, "sinusoidal_pos_embds", "true", Honoured },
        { DistilBert, Config, "initializer_range", "0.5", Honoured },
        { DistilBert, Config, "pad_token_id", "-601", Refused },
        { DistilBert, Config, "pruned_heads", """{"1":[0]}""", Refused },
        { DistilBert, Config, "qa_dropout", "0.9", Harmless },
        { DistilBert, Config, "hidden_dropout_prob", "0.9", Harmless },
        { DistilBert, Config, "hidden_act", "\"relu\"", Harmless },
        { DistilBert, Config, "layer_norm_eps", "0.1", Harmless },
        { DistilBert, Config, "position_embedding_type", "\"relative_key\"", Harmless },
        { DistilBert, Config, "is_decoder", "true", Harmless },
        { DistilBert, Config, "tie_weights_", "false", Harmless },

        // BertTokenizerFast
        { Bert, TokenizerSettings, "do_lower_case", "false", Honoured },
        { Bert, TokenizerSettings, "strip_accents", "false", Honoured },
        { Bert, TokenizerSettings, "tokenize_chinese_chars", "false", Honoured },
        { Bert, TokenizerSettings, "do_basic_tokenize", "false", Harmless },
        { Bert, TokenizerSettings, "never_split", "[\"really\"]", Harmless },
        { Bert, TokenizerSettings, "clean_text", "false", Harmless },
        { Bert, TokenizerSettings, "wordpieces_prefix", "\"@@\"", Harmless },
        { Generic, TokenizerSettings, "do_lower_case", "false", Harmless },
        { Generic, TokenizerSettings, "strip_accents", "false", Harmless },
        { Generic, TokenizerSettings, "tokenize_chinese_chars", "false", Harmless },

        // PreTrainedTokenizerBase
        { Bert, TokenizerSettings, "tokenizer_class", "\"DistilBertTokenizer\"", Honoured },
        { Bert, TokenizerSettings, "tokenizer_class", "\"PreTrainedTokenizerFast\"", Harmless },
        { Bert, TokenizerSettings, "tokenizer_class", "\"GPT2TokenizerFast\"", Refused },
        { Bert, TokenizerSettings, "tokenizer_class", "\"BertJapaneseTokenizer\"", Refused },
        { Bert, TokenizerSettings, "model_max_length", "9", Honoured },
        { Bert, TokenizerSettings, "model_max_length", "\"9\"", Honoured },
        { Bert, TokenizerSettings, "max_len", "9", Honoured },
        { Bert, TokenizerSettings, "model_input_names", "[\"input_ids\",\"attention_mask\"]", Honoured },
        { Generic, TokenizerSettings, "model_input_names", "[\"input_ids\",\"attention_mask\"]", Honoured },
        { Bert, TokenizerSettings, "model_input_names", "[\"input_ids\",\"token_type_ids\"]", Harmless },
        { Bert, TokenizerSettings, "model_input_names", "\"input_ids\"", Refused },
        { Bert, TokenizerSettings, "truncation_side", "\"left\"", Honoured },
        { Bert, TokenizerSettings, "truncation_side", "\"both\"", Refused },
        { Bert, TokenizerSettings, "padding_side", "\"left\"", Harmless },
        { Bert, TokenizerSettings, "padding_side", "\"both\"", Refused },
        { Bert, TokenizerSettings, "split_special_tokens", "true", Honoured },
        { Bert, TokenizerSettings, "fast_tokenizer_files", "[\"tokenizer.4.0.0.json\",\"tokenizer.json\"]", Refused },
        { Bert, TokenizerSettings, "fast_tokenizer_files", "[\"tokenizer.json\"]", Harmless },
        { Bert, TokenizerSettings, "clean_up_tokenization_spaces", "true", Harmless },
        { Bert, TokenizerSettings, "add_prefix_space", "true", Harmless },
        { Bert, TokenizerSettings, "trim_offsets", "false", Harmless },
        { Bert, TokenizerSettings, "chat_template", "\"{{ a }}\"", Harmless },
        { Bert, TokenizerSettings, "auto_map", """{"AutoTokenizer":["own.Own",null]}""", Harmless },
        { Bert, TokenizerSettings, "name_or_path", "\"other\"", Harmless },
        { Bert, TokenizerSettings, "tokenizer_file", "\"/elsewhere/tokenizer.json\"", Harmless },
        { Bert, TokenizerSettings, "vocab_file", "\"/elsewhere/vocab.txt\"", Harmless },
        { Bert, TokenizerSettings, "special_tokens_map_file", "\"elsewhere.json\"", Harmless },
        { Bert, TokenizerSettings, "init_inputs", "[]", Harmless },
        { Bert, TokenizerSettings, "max_length", "3", Harmless },
        { Bert, TokenizerSettings, "stride", "3", Harmless },
        { Bert, TokenizerSettings, "truncation_strategy", "\"only_first\"", Harmless },
        { Bert, TokenizerSettings, "pad_to_multiple_of", "8", Harmless },
        { Bert, TokenizerSettings, "pad_token_type_id", "1", Harmless },
        { Bert, TokenizerSettings, "processor_class", "\"Own\"", Harmless },
        { Bert, TokenizerSettings, "backend", "\"other\"", Harmless },

        // SpecialTokensMixin: 'a' is a piece of the vocabulary and then found inside words
        { Bert, TokenizerSettings, "bos_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "eos_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "unk_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "sep_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "pad_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "cls_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "mask_token", "\"a\"", Honoured },
        { Bert, TokenizerSettings, "mask_token", """{"content":"[MASK]","lstrip":true}""", Harmless },
        { Bert, TokenizerSettings, "additional_special_tokens", "[\"a\"]", Honoured },
        { Bert, TokenizerSettings, "added_tokens_decoder", """{"5":{"content":"a","special":false}}""", Honoured },
        { Bert, TokenizerSettings, "added_tokens_decoder", """{"four":{"content":"a"}}""", Refused },
        { Bert, TokenizerSettings, "extra_special_tokens", """{"own":"a"}""", Harmless },
        { Bert, SpecialTokensMap, "mask_token", "\"a\"", Honoured },
        { Bert, SpecialTokensMap, "additional_special_tokens", "[\"a\"]", Honoured },
        { Bert, SpecialTokensMap, "do_lower_case", "false", Honoured },
        { Bert, SpecialTokensMap, "strip_accents", "false", Honoured },
        { Bert, SpecialTokensMap, "truncation_side", "\"left\"", Honoured },
        { Bert, SpecialTokensMap, "model_max_length", "9", Honoured },
        { Bert, SpecialTokensMap, "tokenizer_class", "\"RobertaTokenizer\"", Harmless },
        { Bert, SpecialTokensMap, "somebodys_own_key", "\"a\"", Harmless },
        { Bert, AddedTokensFile, "a", "5", Honoured },
        { Bert, "tokenizer.json", "truncation", """{"direction":"Left","max_length":5,"strategy":"LongestFirst","stride":0}""", Honoured },
        { Bert, "tokenizer.json", "truncation", """{"direction":"Right","max_length":5,"strategy":"LongestFirst","stride":0}""", Harmless },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_IsHonouredRefusedOrHarmless(string model, string file, string key, string value, Fate fate)
    {
        using var folder = Folder(model);
        Set(folder, file, key, JsonNode.Parse(value));
        if (fate == Refused)
        {
            var error = Assert.ThrowsAny<Exception>(() => Outcome(folder.Path));
            Assert.True(error is ModelException or TokenizerException or CheckpointException, error.ToString());
            Assert.Contains(key, error.Message, StringComparison.Ordinal);
            return;
        }

        string outcome = Outcome(folder.Path);

        if (fate == Honoured) Assert.NotEqual(Baseline(model), outcome);
        else Assert.Equal(Baseline(model), outcome);
    }

    [Fact]
    public void TokenizerClass_NamedInTheConfigOfTheModel_CountsWhereTheTokenizerNamesNone()
    {
        using var folder = Folder(Bert);
        Set(folder, TokenizerSettings, "tokenizer_class", null);
        Set(folder, TokenizerSettings, "do_lower_case", JsonValue.Create(false));
        Set(folder, Config, "tokenizer_class", JsonValue.Create("PreTrainedTokenizerFast"));
        Assert.Equal(Baseline(Bert), Outcome(folder.Path));

        Set(folder, Config, "tokenizer_class", JsonValue.Create("BertTokenizerFast"));
        string cased = Outcome(folder.Path);
        Assert.NotEqual(Baseline(Bert), cased);

        // Without either the class is the one of the model's type.
        Set(folder, Config, "tokenizer_class", null);
        Assert.Equal(cased, Outcome(folder.Path));

        Set(folder, Config, "tokenizer_class", JsonValue.Create("OwnTokenizer"));
        Assert.StartsWith(
            $"{folder.ConfigPath}: tokenizer_class is 'OwnTokenizer', which is not known here",
            Assert.Throws<TokenizerException>(() => Outcome(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocab_size", 30522)]
    [InlineData("hidden_size", 768)]
    [InlineData("num_hidden_layers", 12)]
    [InlineData("num_attention_heads", 12)]
    [InlineData("intermediate_size", 3072)]
    [InlineData("max_position_embeddings", 512)]
    [InlineData("type_vocab_size", 2)]
    public void AbsentSizeOfBert_IsTheReferencesDefault(string key, int value)
    {
        using var absent = Folder(Bert);
        absent.RemoveConfig(key);
        using var stated = Folder(Bert);
        stated.SetConfig(key, value);

        Assert.Equal(Ending(stated), Ending(absent));

        static string Ending(ModelFolderCopy folder)
        {
            try
            {
                return Outcome(folder.Path);
            }
            catch (Exception e) when (e is ModelException or CheckpointException)
            {
                return e.Message.Replace(folder.Path, "", StringComparison.Ordinal);
            }
        }
    }

    private static ModelFolderCopy Folder(string model)
    {
        var folder = new ModelFolderCopy(SharedFiles.Golden($"tiny/{(model == DistilBert ? DistilBert : Bert)}/sequence-classification"));
        Set(folder, TokenizerSettings, "model_max_length", null);
        if (model != Generic)
            Set(folder, TokenizerSettings, "tokenizer_class", JsonValue.Create(model == Bert ? "BertTokenizer" : "DistilBertTokenizer"));
        return folder;
    }

    // A null is written as such, except for what a base folder should not have.
    private static void Set(ModelFolderCopy folder, string file, string key, JsonNode? value)
    {
        string path = folder.File(file);
        var json = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        if (value is null && key is "model_max_length" or "tokenizer_class") json.Remove(key);
        if (value is not null || key is not ("model_max_length" or "tokenizer_class")) json[key] = value;
        File.WriteAllText(path, json.ToJsonString());
    }

    private static string Baseline(string model)
    {
        lock (Baselines)
        {
            if (Baselines.TryGetValue(model, out string? known)) return known;
            using var folder = Folder(model);
            return Baselines[model] = Outcome(folder.Path);
        }
    }

    // What a model answers, what it computes in training, what may be trained, and how a new head begins.
    private static string Outcome(string folder)
    {
        var classifier = TextClassifier.Load(folder);
        var model = classifier.Model;
        var lines = new List<string>();
        foreach (var answer in classifier.Classify(Probes))
            lines.Add(
                $"{answer.TokenCount} {Bits(answer.Logits)} {answer.Label} {string.Join(' ', answer.Scores)} "
                + $"{string.Join(' ', answer.Labels ?? [])}");
        var rows = model.Tokenizer.EncodeIds(Probes, new EncodeOptions { MaxLength = classifier.MaxLength });
        lines.Add(string.Join(' ', rows.Ids) + " / " + string.Join(' ', rows.TypeIds ?? []));
        using (var tape = model.Device.NewTape(training: true))
            lines.Add(Bits(model.Forward(tape, TokenBatch.FromRows(rows, 0, rows.RowCount)).ToArray()));
        lines.Add(string.Join(' ', model.Parameters.Select(parameter => parameter.Trainable ? 1 : 0)));
        var anew = AutoModelForSequenceClassification.FromPretrained(folder, new ClassLabel(["x", "y", "z"]));
        lines.Add(Bits(anew.Parameters[^2].Value.ToArray()));
        return string.Join('\n', lines);
    }

    private static string Bits(float[] values) =>
        string.Join(' ', values.Select(value => BitConverter.SingleToInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));
}
