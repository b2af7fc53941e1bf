/// RSA keys that were made for these tests and are used nowhere else.
enum SalesforceKeys {
    /// What the app holds a certificate of, and its public half.
    static let ours = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC//WRy0Qr7I8t5
        DofoMK19O94pJmcGEtK9zchdO0tI7QifhenXN/I1kzDVvOa/cemLIyf4ya8ZB/W+
        mTRqHJMRR2h6FWINQy8oOegkiR2NoN3vLmzIBrEetIkn+EnSo8Ilpsfq9T7a0nEk
        /s7LheZ3Ax2D0DL9DKGmiu7sOv1URYZFvV2Uhn8TNNofz9hIZQu52voTIc4oT6mK
        0Guyt7tS3CgPw+qI7At2RpV5uKWeEOuzwuARXJ/H0qQbwBOcENgtCWACqwzMCUOZ
        FVt9wvx42UDCX7AXH3IjS2LpOq2uVZyLzaEQoYXRxw/sVeqML9DFcrj+OzC149Gj
        2+uroikrAgMBAAECggEAO7XUrErsheADk9JbnXCqPGVGuniZmQ94oJRkKO7cgsFJ
        qcdty0Q4ncX57bey8j682kukTmF3hiruGImwfgIGEV0qlrGYzbQj8fhUhSxp1xb9
        fzpqlalTI9AVSiuT1iGdK7WbvqzokAjcLJvc9/pci44Z+1lgykfH7LKQDUNpb3Ao
        Hk4DUQPKYDzYcJTv4P5nOF+9cEpKvN/X+D8Wt/egs4KXUk6STI9kP4xZIyc9EWog
        9Zx31U5M27N2qAIci/KHKlbOmr5jWTd01y4CHxoqLxFj0ZkQfR5fV5v+y9OXaMYi
        3fBGZLQfisx+juZHuyUgnA1oOHLLakRnvomsS29yAQKBgQDh25z25Er7u7xsiZxL
        aSIingWK02AVjViJq4e4BgaPjNpM4vK05DN9i+Ff2M+2Y7lS44ZIrs314PK0I0eo
        uOv9rqL5xHww96Q/rDedbmYVTsf5rzeZ6ywcdUBQaJsDsR8PGNym6FQPYfpDDxbo
        5wmHaQ4WL7JeB1/OdNEMMV4DKwKBgQDZnK8yvAZXsJRSNqxRyRIp0DSXBO4WlpMc
        4cBSX4bRNzLfc/UNyiC75dQioCUzKw3vcQwCwVaM/TvB7to9IZce/xz06k10BYsj
        znxmddjjwfiS7gs6uYOCUU3EFmz+rnZuDG7KbjQzqd6n4h11I79uZCYI1owj9i2G
        ioQ4tRFyAQKBgQDfo3K4MXNh8hHwMw50yURInMoGHakNjij2IMfBWw4SBDmAWlRS
        84dcsC5YlrmN8w7lWW909snvxm7sGebx1TGvvsWXpYwHfJ7BgYiMNW2Vea2fuXTH
        zsqd3yfwtrOPo0mKzGZoSrI5jR2eWwmnUmXoFAkjxNTMMGcYaik49oUNgwKBgQCo
        NronWbj9Z/3/X0vtHKTxtYQxiRoSU+r8VHW6NyWb7DNjD9vKAQk0tgA5k9mtqAZp
        pNVH+/PPoKDk1KHWx3Rt/X6Aw+2DVhWsZB09hrNVu8dOrLv5dRX3UqnuffdbF7ls
        cCfkSzQHC7SVyfBDcJK13qyYAGDsG4wtiD2VKEKIAQKBgHjzktQPBP/VxoCATx+P
        O210pqqshUOZRKVjVlKW/Lpm7ppo0CWxuxBvatCy70SId9rmiS7DOUNVy6jhBZ47
        wbcaVED0fxLj1UIT5fPusJUe5f+Fq3dWxHQVFdx59V9GK61FNc/xsQ64WRmzfaaN
        uvAWrOhavQJGp/oII94uNVEn
        -----END PRIVATE KEY-----
        """
    static let oursPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv/1kctEK+yPLeQ6H6DCt
        fTveKSZnBhLSvc3IXTtLSO0In4Xp1zfyNZMw1bzmv3HpiyMn+MmvGQf1vpk0ahyT
        EUdoehViDUMvKDnoJIkdjaDd7y5syAaxHrSJJ/hJ0qPCJabH6vU+2tJxJP7Oy4Xm
        dwMdg9Ay/Qyhporu7Dr9VEWGRb1dlIZ/EzTaH8/YSGULudr6EyHOKE+pitBrsre7
        UtwoD8PqiOwLdkaVebilnhDrs8LgEVyfx9KkG8ATnBDYLQlgAqsMzAlDmRVbfcL8
        eNlAwl+wFx9yI0ti6TqtrlWci82hEKGF0ccP7FXqjC/QxXK4/jswtePRo9vrq6Ip
        KwIDAQAB
        -----END PUBLIC KEY-----
        """
    /// The same key in the older form (PKCS #1).
    static let oursTraditional = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEAv/1kctEK+yPLeQ6H6DCtfTveKSZnBhLSvc3IXTtLSO0In4Xp
        1zfyNZMw1bzmv3HpiyMn+MmvGQf1vpk0ahyTEUdoehViDUMvKDnoJIkdjaDd7y5s
        yAaxHrSJJ/hJ0qPCJabH6vU+2tJxJP7Oy4XmdwMdg9Ay/Qyhporu7Dr9VEWGRb1d
        lIZ/EzTaH8/YSGULudr6EyHOKE+pitBrsre7UtwoD8PqiOwLdkaVebilnhDrs8Lg
        EVyfx9KkG8ATnBDYLQlgAqsMzAlDmRVbfcL8eNlAwl+wFx9yI0ti6TqtrlWci82h
        EKGF0ccP7FXqjC/QxXK4/jswtePRo9vrq6IpKwIDAQABAoIBADu11KxK7IXgA5PS
        W51wqjxlRrp4mZkPeKCUZCju3ILBSanHbctEOJ3F+e23svI+vNpLpE5hd4Yq7hiJ
        sH4CBhFdKpaxmM20I/H4VIUsadcW/X86apWpUyPQFUork9YhnSu1m76s6JAI3Cyb
        3Pf6XIuOGftZYMpHx+yykA1DaW9wKB5OA1EDymA82HCU7+D+ZzhfvXBKSrzf1/g/
        Frf3oLOCl1JOkkyPZD+MWSMnPRFqIPWcd9VOTNuzdqgCHIvyhypWzpq+Y1k3dNcu
        Ah8aKi8RY9GZEH0eX1eb/svTl2jGIt3wRmS0H4rMfo7mR7slIJwNaDhyy2pEZ76J
        rEtvcgECgYEA4duc9uRK+7u8bImcS2kiIp4FitNgFY1YiauHuAYGj4zaTOLytOQz
        fYvhX9jPtmO5UuOGSK7N9eDytCNHqLjr/a6i+cR8MPekP6w3nW5mFU7H+a83mess
        HHVAUGibA7EfDxjcpuhUD2H6Qw8W6OcJh2kOFi+yXgdfznTRDDFeAysCgYEA2Zyv
        MrwGV7CUUjasUckSKdA0lwTuFpaTHOHAUl+G0Tcy33P1Dcogu+XUIqAlMysN73EM
        AsFWjP07we7aPSGXHv8c9OpNdAWLI858ZnXY48H4ku4LOrmDglFNxBZs/q52bgxu
        ym40M6nep+IddSO/bmQmCNaMI/YthoqEOLURcgECgYEA36NyuDFzYfIR8DMOdMlE
        SJzKBh2pDY4o9iDHwVsOEgQ5gFpUUvOHXLAuWJa5jfMO5VlvdPbJ78Zu7Bnm8dUx
        r77Fl6WMB3yewYGIjDVtlXmtn7l0x87Knd8n8Lazj6NJisxmaEqyOY0dnlsJp1Jl
        6BQJI8TUzDBnGGopOPaFDYMCgYEAqDa6J1m4/Wf9/19L7Ryk8bWEMYkaElPq/FR1
        ujclm+wzYw/bygEJNLYAOZPZragGaaTVR/vzz6Cg5NSh1sd0bf1+gMPtg1YVrGQd
        PYazVbvHTqy7+XUV91Kp7n33Wxe5bHAn5Es0Bwu0lcnwQ3CStd6smABg7BuMLYg9
        lShCiAECgYB485LUDwT/1caAgE8fjzttdKaqrIVDmUSlY1ZSlvy6Zu6aaNAlsbsQ
        b2rQsu9EiHfa5okuwzlDVcuo4QWeO8G3GlRA9H8S49VCE+Xz7rCVHuX/hat3VsR0
        FRXcefVfRiutRTXP8bEOuFkZs32mjbrwFqzoWr0CRqf6CCPeLjVRJw==
        -----END RSA PRIVATE KEY-----
        """
    static let another = """
        -----BEGIN PRIVATE KEY-----
        MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC07m6ol4QWeBj7
        8hztJsxWPYzAdCm7DlQVebcIFXoODzko2i5CMolYVxviiUBi6a49qQbtRfgcvaa4
        49w8eu7MODvghbnNm6ZKv6rzFj+Eel6GZqUvdmdVzogNIMDcUVBsNVP+HKqdI0qy
        UCiFOqz1iuPJ4UTZiM5lqXMvKplcKxXS4oVTnGm38pkRn0r9WC8VsL0SSfxlH6RF
        Dyt4MbWZY5SBXjq4OWwNXGMwkL5VeijatzzzIcR2/pF8g7MnVRnjD3E3SBh2Ce2m
        AOszIA/qhMZaDovV9Cdi/MxSHPjjs4Z7ZT41SypveGsAzYWZve5weHqQ6et3rkiF
        i8yRw5NNAgMBAAECggEABxPgqPWsXsNPRDkiCouJqMH69I2sEuYqQeDOA8ybRrDa
        bTpZCZE32t3QIxoitlEqgLz7nrfYTyotZcQmxF2RY9Rl+zrKnDwU0uMRM+B7QZpr
        14QXvXXl8ERbrBp2O5LEEPI7w+VT2JZzK0CEJUS4qVjyijN8DFUUBdlivnCYfojG
        rMt3ZCfy4D8UdtL6JWnGGenVt6RcCohoYbDqiLZy1exHj9p7E8WQvseoqUJyxbMT
        sJjur4ZXAr1p0+F4mV34uoAU+m39x5JODiWjEDGRyrnThVmINPDMRpqXP2NC0GXy
        bUGrRx7oubU3Bn4LzUueTwAL9YgNd7Ub0GOgFbn4XQKBgQDuhdgrdonOtdg5Pr9X
        Llai7/60orFtz0YYPKodf+Bi+PKPR16830oaWdgZEaXb2TYdwf2M6c289l2uXIjG
        rAPND/d+y1easiaDCFuqQ2PLwredEHjWswqlPU+k7OLvgMXnPpzMaJPr9ZRO7apY
        2AnpY2Qob51PLkkSASNUrdOK6wKBgQDCME0A7b+Fc/HC7LocC5gMD93Ooz9iD1S2
        ZUPpsUEoYicLZ4dN0wMsHtse/Z70+jvZd4b/pLQBRSNPcLwQ2Ibp60chq2KKUwIc
        Hcrx//LsN/MmG5QndW1Dw1Sg/XUyy2cIREM/oDo9DMDaf3mfIBe3bwlwwv/0JsmM
        6Q2mp6bcpwKBgCve5lGoLdSdUbXFur+4QCsb5UcoHWZLF2Nh1RAz8vuBOmvr/prS
        nviVyc9ilZUIMJHsmkwOvM6iqbxmPKn9/Xz8ENN7ZxOG7Npw8Rsx5esWV1tGKlOi
        /rRBwKJfB6ZxkvTjaUeXfI2Lz8lsoUZSBhCtPUDKtq5Xnwz2tJ7gkeYdAoGAZdn7
        qY8Jsy97EKglfWw/VaREzIsnRYGRBxHaKwqDiHDi1cJ5X0JcGZodiAWyh/9vwMJG
        lnOGzlu7B4GzwoovSSXUaz5/MtoS8zhVJ9T9TxSRfd1dOc0HgFFFZCNMg1XYNqfH
        NeoOYdL8nB3cZq/ogJfGtdQxd5eYg0YBmPW6OWUCgYAnUGZujKVappKmTFr4frw3
        RYUYL0xwYUOCq6njHb4a9aPVswuCRA9A4bx2uJu3tWcmbXUVephj0UJoKksjUXzk
        lWBL4HjF6lAzE8MxOxj+eW8CVkpVU7SyeNkOnHIoXBPgquy5srZss/RVgdhVLLko
        S7Zz1PfMpjhxla9aggsa7A==
        -----END PRIVATE KEY-----
        """
    /// 1024 bits.
    static let short = """
        -----BEGIN PRIVATE KEY-----
        MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAPfckmP4knusVfHl
        E3kuhCnIS+nlxBJEs4603PAT3ZZV1JnVLONLBPJ3ouY0MrEQYpUTRSNLHw1dG15W
        VHImjDbd623HeZTBROmsWqGjL2vLQQ5BRMcIJHqpphgHKtH2cU6ejMGB4kKzXzkh
        va+5bPdS/z7lrC1Btbi0igngfQGpAgMBAAECgYBZoy5Z8ypeiYunaHXrbFQlnCdA
        FnUbOjdJk8UXGcgYN0AkxgBuztGiMnv6DsSKXmeYjBiD1AYN2i8spcHyalhoRRJ/
        EGQ1FXFG7zfVL8AE1Ebo3j/0tg9LTTD8VQwdTFWhx1+bebbvCZIVGLo5AbiR4ace
        XkpFU1XXrSppUqEgFQJBAP6M+rvGkrfF2wrJKSkdbfFvALtZOig6Tzdd90NhFt3A
        hbu9mvIsz9ySPDwO4DNOUKi6P94zVOw6a301EiBBh/MCQQD5Rde8ak9/G2aiW/e9
        0Do5/1zH5VySRoFrQgJDAso+5/TIOSJKmRvcsmjeTVqfbny7edMmcW3DLVlYiLCJ
        trLzAkBEPkOSSABZqH+6+odAcJVjHuFRWPCQjGFkdJqvw72/obe4x3Jc7sqjVck0
        SMCuwJY7RgONbLGdy2O545qCb08lAkAsBLZdElTpeDg+kYkFHuE5XqvOrOUU+5hd
        DXICzVpTk3h5ZwV0MOdnqKW2I+jN4J/sJ04vKracUcTGSpUKLJYbAkAV2OvC9lAM
        ViWJ4uea3LkUjY0KOBnDKefAc/CWpjdI634VlskCoEPjZx6vIqWI5ZkwA15DtDjL
        iNwaPXHx2COJ
        -----END PRIVATE KEY-----
        """
}
