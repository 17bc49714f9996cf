using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Cli.Tokens;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz tokenize</c>: what a model's tokenizer makes of texts.</summary>
internal sealed class TokenizeCommand : MatizCommand
{
    private readonly Argument<string> _model = OptionFactory.PathArgument(
        "MODEL", "A model folder, an id on the Hub, or all-MiniLM-L6-v2 (built in)", new ReadsModel());

    private readonly Option<string?> _revision = OptionFactory.Revision();
    private readonly TextOptionSet _texts = new();
    private readonly Option<int?> _maxLength = OptionFactory.Whole("--max-length", "Tokens at which a text is cut (default: never)", 1);
    private readonly Option<bool> _overflow = OptionFactory.Flag(
        "--overflow", "Show what is cut as well, in windows of --max-length tokens");
    private readonly Option<int?> _stride = OptionFactory.Whole(
        "--stride", "Tokens that a window repeats of the one before (default: 0)", 0);

    public TokenizeCommand()
        : base(
            "tokenize",
            "Show the tokens of texts",
            "Show what a model's tokenizer makes of texts: tokens, ids, and where each stands in the text. "
            + "Nothing is padded, and nothing is cut unless --max-length says so.")
    {
        Add(_model);
        Add(_texts.Texts);
        AddOptions(
            _texts, new OptionSet("Model", _revision), new OptionSet("Cutting", _maxLength, _overflow, _stride), Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object a row: ids, tokens, offsets, type_ids, sequence_ids, special; with --overflow also overflowing");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz tokenize my-model \"I saw a movie today.\"", "A table of tokens, ids and places."),
        new(
            "matiz tokenize all-MiniLM-L6-v2 \"unbelievable\" --json",
            "The built-in encoder's tokens, as JSON; offsets count UTF-16 units."),
        new(
            "matiz tokenize my-model --input texts.csv --text-column body --json > tokens.jsonl",
            "One JSON object for each row of a file."),
        new("matiz tokenize my-model \"a long text\" --max-length 8", "What is left when a text is cut at 8 tokens."),
        new(
            "matiz tokenize my-model \"a long text\" --max-length 8 --overflow --stride 2",
            "The whole text in windows of 8 tokens, each beginning with 2 of the one before."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var finder = new ModelFinder(host, new Notes(host, parse.GetValue(Messages.Quiet)));
        var source = finder.FindTokenizer(parse.GetRequiredValue(_model), parse.GetValue(_revision));
        var tokenizer = AutoTokenizer.FromPretrained(source.Files);
        int? maxLength = parse.GetValue(_maxLength);
        TextLimit.RequireRoom(tokenizer, maxLength);
        bool overflow = parse.GetValue(_overflow);
        RequireCutting(maxLength, overflow, parse.GetValue(_stride));
        var options = new EncodeOptions { MaxLength = maxLength, ReturnOverflow = overflow, Stride = parse.GetValue(_stride) ?? 0 };
        var style = new Style(host.OutputIsTerminal && host.AllowsColor);
        bool asJson = Messages.IsJson(parse), isFirst = true;
        using var json = Json.Lines();
        foreach (var row in _texts.Read(parse, host))
        {
            host.Interrupt.ThrowIfCancellationRequested();
            if (row.TextPair is not null) RequireRoomForPair(tokenizer, maxLength, row.Source);
            var encoding = tokenizer.Encode(row.Text, row.TextPair, options);
            if (asJson)
            {
                host.Output.Write(TokenLine.Write(json, row, encoding, tokenizer.HasTypeIds, overflow));
                continue;
            }

            if (!isFirst) host.Output.WriteLine();
            isFirst = false;
            host.Output.Write(TokenTable.Render(row, encoding, style));
        }

        return ExitCode.Done;
    }

    private static void RequireCutting(int? maxLength, bool overflow, int? stride)
    {
        if (overflow && maxLength is null)
            throw new UsageException("--overflow shows what is cut, and nothing is cut without --max-length. Give --max-length as well.");
        if (stride is not null && !overflow)
            throw new UsageException("--stride is of the windows that --overflow shows. Give --overflow as well, or leave --stride out.");
    }

    private static void RequireRoomForPair(Tokenizer tokenizer, int? maxLength, RowSource source)
    {
        try
        {
            TextLimit.RequireRoom(tokenizer, maxLength, isPair: true);
        }
        catch (TokenizerException e)
        {
            throw new DataException($"{source}: {e.Message}");
        }
    }
}
