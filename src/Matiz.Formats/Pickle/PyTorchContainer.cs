namespace Matiz.Formats.Pickle;

/// <summary>A file of torch.save, taken apart: the pickled object, and where the bytes of its storages lie.</summary>
/// <param name="Root">The object.</param>
/// <param name="IsBigEndian">Whether the storages have their highest bytes first.</param>
/// <param name="Locate">Where a storage's bytes lie; null where they are missing.</param>
internal sealed record PyTorchContainer(object? Root, bool IsBigEndian, Func<PickleStorage, (long Offset, long Length)?> Locate);
