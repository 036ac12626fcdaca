using System.ComponentModel.DataAnnotations;
using HybridRec.Evaluation.Simulation.Styles;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Which tracks a rendered library has: artists, titles, albums, hidden styles. Immutable.</summary>
/// <remarks>
/// An artist has about three tracks in one style; every tenth track is by an artist of another style, as artists
/// cross over in life. Names, folders and numbering are drawn apart from the styles and reveal nothing.
/// </remarks>
public sealed class LibraryPlan
{
    private const double CrossingShare = 0.1;
    private const double TracksPerArtist = 3;
    private static readonly string[] Formats = ["mp3", "mp3", "ogg", "flac"];

    private LibraryPlan(IReadOnlyList<PlannedTrack> tracks) => Tracks = tracks;

    /// <summary>Number of styles music is rendered in.</summary>
    public static int StyleCount => Style.All.Count;

    /// <summary>The tracks by index.</summary>
    public IReadOnlyList<PlannedTrack> Tracks { get; }

    /// <summary>What a style is called in reports.</summary>
    /// <param name="style">0 to <see cref="StyleCount"/> − 1.</param>
    public static string StyleName(int style) => Style.All[style].Name;

    /// <summary>Plans a library.</summary>
    /// <param name="options">Its size and seed.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static LibraryPlan Make(LibraryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        Random chance = new(SeedStream.Derive(options.Seed, -1));
        int[] styles = [.. Enumerable.Range(0, options.Tracks).Select(i => i % StyleCount)];
        chance.Shuffle(styles);

        int artistsPerStyle = Math.Max(2, (int)Math.Round(options.Tracks / (TracksPerArtist * StyleCount)));
        NameMaker artistNames = new(chance);
        string[] artists = [.. Enumerable.Range(0, artistsPerStyle * StyleCount).Select(_ => artistNames.Next(2))];
        string[][] albums = AlbumsOf(artists, chance);
        NameMaker titles = new(chance);

        int[] placed = new int[StyleCount];
        PlannedTrack[] tracks = new PlannedTrack[options.Tracks];
        for (int i = 0; i < tracks.Length; i++)
        {
            int style = styles[i];
            int artist = chance.NextDouble() < CrossingShare
                ? chance.Next(artists.Length)
                : (style * artistsPerStyle) + (placed[style]++ % artistsPerStyle);
            string album = albums[artist][chance.Next(albums[artist].Length)];
            string title = titles.Next(2);
            string format = Formats[chance.Next(Formats.Length)];

            // Whole fiftieths are whole samples and exact decimals, so that cuts between tracks are exact.
            double seconds = Math.Round(50 * options.Seconds * (0.85 + (0.3 * chance.NextDouble()))) / 50;
            tracks[i] = new PlannedTrack(
                i,
                artists[artist],
                title,
                album,
                TimeSpan.FromSeconds(seconds),
                Path.Combine(artists[artist], album, $"{title}.{format}"),
                style,
                SeedStream.Derive(options.Seed, i));
        }

        return new LibraryPlan(tracks);
    }

    private static string[][] AlbumsOf(string[] artists, Random chance)
    {
        NameMaker names = new(chance);
        return [.. artists.Select(_ => Enumerable.Range(0, chance.Next(1, 3)).Select(_ => names.Next(2)).ToArray())];
    }
}
