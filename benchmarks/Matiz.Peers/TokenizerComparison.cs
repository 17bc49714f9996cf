using FastBertTokenizer;
using Matiz.Defaults;
using Matiz.Tokenizers;

namespace Matiz.Peers;

/// <summary>What one tokenizer reached.</summary>
/// <param name="Name">The program.</param>
/// <param name="TokensPerSecond">Over the median time of all texts.</param>
/// <param name="EqualTexts">The share of texts whose ids are those of Matiz.</param>
internal sealed record TokenizerResult(string Name, double TokensPerSecond, double EqualTexts);

/// <summary>WordPiece of BERT's uncased vocabulary: ids of all texts on one core, in turns.</summary>
internal static class TokenizerComparison
{
    private const int MostTokens = 512;

    /// <summary>Measures all.</summary>
    public static IReadOnlyList<TokenizerResult> Measure(Tokenizer ours, IReadOnlyList<TextInput> inputs, int rounds)
    {
        TextInput[] texts = [.. inputs];
        var fast = new BertTokenizer();
        using (var reader = new StreamReader(EmbeddedEncoder.Open("vocab.txt"))) fast.LoadVocabulary(reader, convertInputToLowercase: true);
        using var vocabulary = EmbeddedEncoder.Open("vocab.txt");
        var microsoft = Microsoft.ML.Tokenizers.BertTokenizer.Create(vocabulary);
        long[] ids = new long[MostTokens], mask = new long[MostTokens], types = new long[MostTokens];
        (string Name, Func<string, int[]> Ids, Action All)[] jobs =
        [
            ("Matiz", text => ours.EncodeIds([new TextInput(text)], threads: 1).Ids, () => ours.EncodeIds(texts, threads: 1)),
            (
                "FastBertTokenizer",
                text => Array.ConvertAll(ids[..fast.Encode(text, ids, mask, types)], id => (int)id),
                () =>
                {
                    foreach (var text in texts) fast.Encode(text.Text, ids, mask, types);
                }),
            (
                "Microsoft.ML.Tokenizers",
                text => [.. microsoft.EncodeToIds(text)],
                () =>
                {
                    foreach (var text in texts) microsoft.EncodeToIds(text.Text);
                }),
        ];
        int[][] expected = [.. texts.Select(text => jobs[0].Ids(text.Text))];
        double[] equal = [.. jobs.Select(job =>
            (double)texts.Index().Count(text => expected[text.Index].AsSpan().SequenceEqual(job.Ids(text.Item.Text))) / texts.Length)];
        double[] seconds = Turns.Measure([.. jobs.Select(job => job.All)], rounds, runs: 3, warm: 1);
        int tokens = expected.Sum(row => row.Length);
        return [.. jobs.Select((job, i) => new TokenizerResult(job.Name, tokens / seconds[i], equal[i]))];
    }
}
