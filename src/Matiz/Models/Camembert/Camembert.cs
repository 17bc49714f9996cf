using Matiz.Models.Roberta;

namespace Matiz.Models.Camembert;

/// <summary>
/// CamemBERT (Martin et al. 2020; reference: <c>CamembertModel</c>): RoBERTa's encoder and heads with a French vocabulary.
/// </summary>
internal static class CamembertModel
{
    /// <summary>What files call CamemBERT and its heads.</summary>
    public static Architecture Architecture => RobertaModel.Relative("camembert", "Camembert");
}
