using Matiz.MakeGoldens;

if (args is not [var source, var destination])
{
    Console.Error.WriteLine("""
        Makes small copies of large expected values, for tests/Goldens.
        Usage:   dotnet run -c Release --project tools/MakeGoldens -- EXPECTED-FOLDER DESTINATION
        Example: dotnet run -c Release --project tools/MakeGoldens -- ../shared/goldens tests/Goldens
        """);
    return 2;
}

UmapStep.Run(Path.Combine(source, "umap"), Path.Combine(destination, "umap"));
return 0;
