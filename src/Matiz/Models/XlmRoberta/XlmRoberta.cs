using Matiz.Models.Roberta;

namespace Matiz.Models.XlmRoberta;

/// <summary>
/// XLM-RoBERTa (Conneau et al. 2020; reference: <c>XLMRobertaModel</c>): RoBERTa's encoder and heads with another vocabulary. The larger
/// XLM-RoBERTa-XL normalizes before its layers and has a <c>model_type</c> of its own.
/// </summary>
internal static class XlmRobertaModel
{
    /// <summary>What files call XLM-RoBERTa and its heads.</summary>
    public static Architecture Architecture => RobertaModel.Relative("xlm-roberta", "XLMRoberta");
}
