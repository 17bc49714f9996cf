namespace Matiz.Tensors;

/// <summary>One table and the row of it that each token takes.</summary>
/// <param name="Table">[vocabulary, hidden], made with isLookupTable: true.</param>
/// <param name="Indices">A row number for each token.</param>
/// <param name="PaddingIndex">A row that gets no gradient (reference: <c>padding_idx</c>); null: none.</param>
public sealed record EmbeddingLookup(Parameter Table, int[] Indices, int? PaddingIndex = null);
