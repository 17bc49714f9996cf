using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Tensors;

namespace Matiz.Models.Electra;

/// <summary>
/// The keys of <c>config.json</c> that ELECTRA reads: BERT's, with the defaults of the reference's ElectraConfig, and the width of the
/// embeddings.
/// </summary>
internal static class ElectraSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(ModelConfig config)
    {
        var settings = BertSettings.Read(config, defaults: new BertSizes(Hidden: 256, Layers: 12, Heads: 4, Intermediate: 1024));
        var width = EncoderSettings.EmbeddingWidth(config);
        return width.Value == settings.Hidden.Value ? settings : settings with { EmbeddingWidth = width };   // no layer between equals
    }

    /// <summary>The settings of a generator's head: the exact GELU, whatever the layers have.</summary>
    public static MaskedWordSettings MaskedWords(ModelConfig config) =>
        new(Activation.Gelu, BertSettings.Epsilon(config), EncoderSettings.EmbeddingWidth(config));
}
