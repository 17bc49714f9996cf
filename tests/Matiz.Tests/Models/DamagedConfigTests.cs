using Matiz.Files;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>Damaged settings of models: the model opens, or is refused with its path.</summary>
public class DamagedConfigTests
{
    [Fact]
    public void FromPretrained_DamagedConfig_OpensOrIsRefused()
    {
        string folder = SharedFiles.Golden("tiny/bert/sequence-classification");
        var files = new[] { "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json" }.ToDictionary(
            name => name, name => File.ReadAllBytes(Path.Join(folder, name)), StringComparer.Ordinal);
        DamagedReading.Check<MatizException>(files["config.json"], "x", bytes =>
        {
            files["config.json"] = bytes;
            AutoModelForSequenceClassification.FromPretrained(ModelFiles.FromBytes("x", files));
        });
    }
}
