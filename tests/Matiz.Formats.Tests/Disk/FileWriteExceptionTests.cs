using Matiz.Formats.Disk;

namespace Matiz.Formats.Tests.Disk;

public sealed class FileWriteExceptionTests
{
    public static TheoryData<string, WriteFault, bool> Numbers => new()
    {
        { "ENOSPC 28", WriteFault.DiskFull, false },
        { "EDQUOT 122", WriteFault.QuotaUsedUp, false },
        { "EIO 5", WriteFault.DiskFault, false },
        { "EFBIG 27", WriteFault.TooLarge, false },
        { "ENOENT 2", WriteFault.CameBetween, false },
        { "EROFS 30", WriteFault.ReadOnlyDisk, true },
        { "EACCES 13", WriteFault.FileProtected, true },
        { "EPERM 1", WriteFault.FileProtected, true },
        { "ENOTDIR 20", WriteFault.NotAFolder, true },
        { "EISDIR 21", WriteFault.IsAFolder, true },
        { "ENAMETOOLONG 36", WriteFault.NameTooLong, true },
        { "ELOOP 40", WriteFault.LinkLoop, true },
        { "ETXTBSY 26", WriteFault.InUse, true },
        { "EBUSY 16", WriteFault.InUse, true },
        { "ENXIO 6", WriteFault.NobodyThere, true },
        { "EPIPE 32", WriteFault.ReaderGone, true },
        { "ENOTUNIQ 76", WriteFault.Other, false },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Of_ANumberOfTheSystem_IsItsCause(string number, WriteFault fault, bool isOfTheName)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        var cause = new IOException("the system's words", int.Parse(number.Split(' ')[1], null));
        var exception = FileWriteException.From("/tmp/f", cause);
        Assert.Equal((fault, isOfTheName), (exception.Fault, exception.IsOfTheName));
        Assert.StartsWith($"/tmp/f: {exception.Found}. ", exception.Message, StringComparison.Ordinal);
        if (fault is not (WriteFault.DiskFull or WriteFault.QuotaUsedUp))
            Assert.DoesNotContain("ree some space", exception.Message, StringComparison.Ordinal);
        Assert.Equal(fault is WriteFault.Other, exception.Found is "the system's words");
        Assert.Same(exception, FileWriteException.From("/tmp/other", exception));
    }

    [Theory]
    [MemberData(nameof(AllFaults))]
    public void EveryFault_HasThreeBeats(WriteFault fault)
    {
        string message = new FileWriteException("/tmp/f", fault).Message;
        Assert.Matches("^/tmp/f: [a-z'][^.]*\\. [A-Z].*\\.$", message);
    }

    public static TheoryData<WriteFault> AllFaults => [.. Enum.GetValues<WriteFault>()];
}
