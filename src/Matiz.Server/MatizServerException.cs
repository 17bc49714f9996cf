using Matiz.Formats;

namespace Matiz.Server;

/// <summary>A server cannot listen as asked: what was found, what was expected, what to do.</summary>
public sealed class MatizServerException : MatizException
{
    internal MatizServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
