using Matiz.Tokenizers.Decoders;

namespace Matiz.Tokenizers.Bpe;

/// <summary>From the characters of <see cref="ByteAlphabet"/> back to text.</summary>
internal sealed class ByteLevelDecoder : Decoder
{
    public override List<string> Decode(List<string> tokens) => [ByteAlphabet.Decode(tokens)];
}
