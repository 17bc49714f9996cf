namespace Matiz.Tokenizers.PostProcessors;

/// <summary>Adds nothing; a pair is laid end to end.</summary>
internal sealed class PlainProcessing : PostProcessor
{
    public override bool PlacesTokens => false;
}
