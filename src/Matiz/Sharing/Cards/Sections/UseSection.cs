using Matiz.Data;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>How the model is asked: from the command line, from C#, from Python, over HTTP.</summary>
internal sealed class UseSection : ICardSection
{
    public string Heading => "How to use it";

    public bool AppliesTo(CardFacts facts) => true;

    public void Write(CardWriter card, CardFacts facts)
    {
        if (facts.RepositoryId is null) card.Paragraph($"`THIS-FOLDER` stands for the folder of this file.");
        card.Paragraph($"From the command line and from C#, with Matiz:");
        card.Code("", CommandLine(facts));
        card.Code("csharp", CSharp(facts));
        card.Paragraph($"From Python, with {(facts.IsPooled ? "sentence-transformers" : "transformers")}:");
        card.Code("python", facts.IsPooled ? SentenceTransformers(facts) : Transformers(facts));
        if (PythonNote(facts) is { } note) card.Paragraph($"{note}");
        if (facts.IsPooled || facts.HasPairs) return;
        card.Paragraph(
            $"Over HTTP, from a server that answers in the shape of the Hub's inference, with its address in place of `SERVER`:");
        card.Code("", Http(facts));
    }

    private static string CommandLine(CardFacts facts) => facts.HasPairs
        ? $$"""
            echo '{"text": "a text", "text_pair": "a second text"}' | \
            matiz predict {{facts.Place}} --input - --format jsonl
            """
        : $"""
            matiz predict {facts.Place} "a text"
            """;

    private static string CSharp(CardFacts facts)
    {
        string answer = facts.Task.LabelKind switch
        {
            LabelKind.Index => "Label",
            LabelKind.Indices => "Labels",
            _ => "Value",
        };
        string texts = facts.HasPairs ? "\"a text\", \"a second text\"" : "\"a text\"";
        return $"""
            var classifier = TextClassifier.Load("{facts.Place}");
            var answer = classifier.Classify({texts}).{answer};
            """;
    }

    // The pipeline cuts nothing by itself, and stops at a text that is too long.
    private static string Transformers(CardFacts facts)
    {
        string input = facts.HasPairs ? """{"text": "a text", "text_pair": "a second text"}""" : "\"a text\"";
        string cut = facts.MaxLength is { } tokens ? $"truncation=True, max_length={tokens}" : "truncation=True";
        string all = facts.Task.LabelKind == LabelKind.Indices ? ", top_k=None" : "";
        return $"""
            from transformers import pipeline

            classifier = pipeline("text-classification", model="{facts.Place}")
            classifier({input}{all}, {cut})
            """;
    }

    private static string SentenceTransformers(CardFacts facts)
    {
        string scores = facts.Task.LabelKind == LabelKind.Indices ? "torch.sigmoid(logits)" : "torch.softmax(logits, dim=-1)";
        return $"""
            import torch
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer("{facts.Place}")
            logits = model.encode(["a text"], convert_to_tensor=True)
            scores = {scores}
            """;
    }

    private static Markdown? PythonNote(CardFacts facts)
    {
        if (facts.IsPooled)
        {
            return new Markdown(
                "The scores stand in the order of `id2label` in `config.json`. The text-classification pipeline of transformers does not "
                + "read this classifier: it would answer with an untrained one.");
        }

        if (facts.Task.LabelKind == LabelKind.Indices && facts.Calibration.ChangesNothing)
            return new Markdown("`top_k=None` gives every label with its score; those above 0.5 are the answer.");
        return facts.Calibration.ChangesNothing
            ? null
            : new Markdown("Python does not read `calibration.json`: its scores are the raw ones.");
    }

    private static string Http(CardFacts facts) =>
        $$"""
        curl SERVER/models/{{facts.RepositoryId ?? "THIS-MODEL"}} \
            -H "Authorization: Bearer $SERVER_KEY" -H "Content-Type: application/json" \
            -d '{"inputs": "a text"}'
        """;
}
