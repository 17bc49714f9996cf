using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>What becomes of a row that is too long.</summary>
/// <param name="Side">The side that is cut off; null: the tokenizer's own.</param>
/// <param name="Refuses">Whether such a row is an error.</param>
/// <param name="Stride">Tokens that its windows repeat, where it is read in windows; null: it is not.</param>
/// <param name="MaxLength">Tokens at which it is cut, less than where rows are cut as a rule; null: there.</param>
internal sealed record RowCut(TruncationSide? Side = null, bool Refuses = false, int? Stride = null, int? MaxLength = null);
