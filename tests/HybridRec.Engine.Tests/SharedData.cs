namespace HybridRec.Engine.Tests;

/// <summary>Finds data that is measured on but never shipped; a test that needs it is skipped where it is absent.</summary>
internal static class SharedData
{
    /// <summary>Path of a file or folder below <c>shared/data</c>; skips the running test if there is none.</summary>
    public static string Require(string relative)
    {
        IEnumerable<string> places = Environment.GetEnvironmentVariable("HYBRIDREC_SHARED") is { Length: > 0 } named
            ? [named]
            : Ancestors().Select(folder => Path.Combine(folder, "shared"));
        string? found = places.Select(place => Path.Combine(place, "data", relative)).FirstOrDefault(Path.Exists);
        Assert.SkipUnless(found is not null, $"shared/data/{relative} is not on this machine (set HYBRIDREC_SHARED).");
        return found!;
    }

    private static IEnumerable<string> Ancestors()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
