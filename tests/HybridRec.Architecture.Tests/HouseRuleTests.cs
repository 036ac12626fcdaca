using System.Text.RegularExpressions;

namespace HybridRec.Architecture.Tests;

/// <summary>Keeps files small, words the glossary's, and the top level the user's.</summary>
public sealed partial class HouseRuleTests
{
    private const int LongestFile = 500;

    private static readonly string[] Tops = ["engine", "api", "jobs", "eval", "tests"];

    [Fact]
    public void SourceFiles_StayUnderTheLimit()
    {
        string[] tooLong = [.. Tops.SelectMany(Repository.SourceFiles)
            .Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.File}: {file.Lines} lines")];

        Assert.Empty(tooLong);
    }

    [Fact]
    public void SourceFiles_UseTheGlossarysWords()
    {
        string[] wrong = [.. Tops.SelectMany(Repository.SourceFiles)
            .Where(file => !file.EndsWith("HouseRuleTests.cs", StringComparison.Ordinal))
            .SelectMany(file => WrongWord().Matches(File.ReadAllText(file))
                .Select(match => $"{Repository.Relative(file)}: {match.Value}"))];

        Assert.Empty(wrong);
    }

    [Fact]
    public void SourceFiles_LeaveNothingForLater()
    {
        string[] later = [.. Tops.SelectMany(Repository.SourceFiles)
            .Where(file => !file.EndsWith("HouseRuleTests.cs", StringComparison.Ordinal))
            .Where(file => Later().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)];

        Assert.Empty(later);
    }

    [Fact]
    public void TopLevel_HoldsOnlyTheHouse()
    {
        string[] expected =
        [
            ".ci", ".editorconfig", ".git", ".gitattributes", ".gitignore", "BannedSymbols.txt", "CHANGELOG.md",
            "Directory.Build.props", "Directory.Packages.props", "HybridRec.sln", "LICENSE", "Makefile", "README.md",
            "api", "artifacts", "engine", "eval", "global.json", "jobs", "tests",
        ];

        string[] strays = [.. Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry))
            .Except(expected)];

        Assert.Empty(strays);
    }

    [GeneratedRegex(@"\b(songs?|Songs?|scrobbled?|Scrobbled?)\b")]
    private static partial Regex WrongWord();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Later();
}
